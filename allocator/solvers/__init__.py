"""The only modules that import a solver. Arrays go in, points and bounds come out."""
