"""The roster room: who works when, who is away and who stands in, who is on duty."""
