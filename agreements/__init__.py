"""The agreements room: less than needed, and the changes that wait for a team lead."""
