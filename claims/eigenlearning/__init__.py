"""What kernel regression learns: learnabilities of the eigenfunctions, and the budget they share."""
