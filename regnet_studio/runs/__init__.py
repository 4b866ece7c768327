"""Run directories: start, resume, list; who executes them."""
