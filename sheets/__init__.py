"""The sheets room: lists that staff bring in from a spreadsheet, after a preview, and lists that they take along."""
