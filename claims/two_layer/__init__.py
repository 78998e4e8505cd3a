"""The risk of two-layer networks as width, dimension and samples grow together."""
