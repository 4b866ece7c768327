"""The model leaves the house, checked."""
