"""Which projections lean on assumed parameters: the shipped table, and the marks made from it."""
