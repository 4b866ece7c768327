"""The language of the window, and changing it while the window stands."""
