"""Why nothing is feasible: an unsat core of locks and rules, and the smallest one (MUS)."""
