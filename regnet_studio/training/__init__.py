"""The loop: recipe in, events out. Import from the modules: `events` needs no torch."""
