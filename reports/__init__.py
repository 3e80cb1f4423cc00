"""The reports room: "ik maak me zorgen", about a person or a place."""
