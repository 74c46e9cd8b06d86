"""The lists of governance as tables, by room."""
