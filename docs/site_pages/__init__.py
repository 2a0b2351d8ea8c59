"""Pages of the documentation that are made from the program: each module has a function that gives one."""
