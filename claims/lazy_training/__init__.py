"""Gradient descent that stays near its linearization, and where it ends."""
