"""The outreach room: what is done about a flag, until somebody has seen the resident."""
