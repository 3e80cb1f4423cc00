"""The centres room: where the doors of the neighbourhood are, when they are open, and who works there."""
