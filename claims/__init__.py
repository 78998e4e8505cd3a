"""Read first: one file is one statement of one source, one folder is one chapter. docs/add_a_claim.md adds another."""
