"""The teams room: the board, transfers, and the hours asked for and available."""
