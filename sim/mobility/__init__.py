"""The occupational-mobility model of del Rio-Chanona et al. on the kernels of the month."""
