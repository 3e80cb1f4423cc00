"""The systems of municipalities that ask over REST: who they are, what they may, and the tokens they do it with."""
