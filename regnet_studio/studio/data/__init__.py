"""The Data page: images, classes, copies, splits, balance, augmentation, and mending them."""
