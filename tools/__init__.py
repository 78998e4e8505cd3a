"""What keeps the house in order: the claim lint, stubs for new claims, planted errors, calibration."""
