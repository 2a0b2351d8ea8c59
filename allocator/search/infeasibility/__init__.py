"""Why nothing is feasible: a smallest set of locks and rules that cannot hold together."""
