"""From what a cell holds to the value that a record wants."""
