"""The pages of a volunteer, made for a telephone: what is asked of me, my tasks, my week, my calendar."""
