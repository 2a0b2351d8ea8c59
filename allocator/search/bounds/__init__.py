"""Bounds on a tier: combinatorial, Lagrangian, of the linear relaxation, of branch and cut."""
