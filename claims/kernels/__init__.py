"""Kernels of wide networks in closed form."""
