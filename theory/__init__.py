"""Exact, deterministic mathematics: fractions, symbols, balls and float64 with stated errors. No jax, no randomness.

A module here and the experiment that measures the same thing share their name, so that a claim reads
``from theory import x as exact`` beside ``from empirics import x as measured``. Every public function says its formula,
its shapes, what it raises and its source; bad input is a ValueError, never a NaN.
"""
