"""Deep linear networks: conserved quantities, alignment of layers, and their limits."""
