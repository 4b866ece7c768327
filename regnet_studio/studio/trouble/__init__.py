"""What goes wrong, and what is left of it: defects, crashes, drafts, runs that were cut off."""
