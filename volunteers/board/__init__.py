"""The coordinator's board, the page of one request, and the volunteers: for who works with them, not for themselves."""
