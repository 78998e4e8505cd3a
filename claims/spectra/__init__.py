"""Eigenvalues and eigenspaces of invariant kernels, and how many functions each degree holds."""
