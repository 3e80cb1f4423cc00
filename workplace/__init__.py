"""The workplace room: the start page of a role in the admin, and the desk of a centre."""
