"""Fits the model from outside, through `sim.run` only, and holds the command's entry point."""
