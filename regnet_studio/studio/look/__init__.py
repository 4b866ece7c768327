"""Theme, appearance and size of text, from one place."""
