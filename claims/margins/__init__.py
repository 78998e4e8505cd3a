"""Margins of separable data, and the directions that training prefers."""
