"""The Evaluate page: every question one may ask of an evaluated split."""
