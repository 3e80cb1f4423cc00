"""The privacy officer's screens: who saw whom, without a word of what stands in a case."""
