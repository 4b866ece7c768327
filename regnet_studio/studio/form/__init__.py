"""Forms made from the recipe's own declarations."""
