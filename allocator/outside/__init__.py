"""What lies outside the program: what a path leads to, TOML files, signals, a cluster."""
