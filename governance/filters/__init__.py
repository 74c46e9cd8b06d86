"""What the lists of governance can be narrowed to, by room."""
