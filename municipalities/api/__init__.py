"""What systems may read over REST without knowing anybody: areas, centres, figures, changes, exports."""
