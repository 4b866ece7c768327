"""What the model knows and does not."""
