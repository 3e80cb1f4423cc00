"""Who can be reached through one centre alone, and who reaches them another way when its door shuts."""
