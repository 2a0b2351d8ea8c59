"""What runs in solver processes. Only NumPy and the solver are imported here, nothing else of the package."""
