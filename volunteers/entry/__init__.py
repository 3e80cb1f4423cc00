"""What staff enter and answer: a request that comes by telephone or at the desk, and who applied to help."""
