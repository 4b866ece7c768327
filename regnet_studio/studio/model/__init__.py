"""The Model page: families, variants, costs, one network's layers."""
