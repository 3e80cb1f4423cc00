"""Neighbours who help: requests, volunteers, who is asked, and what happens when nobody answers."""
