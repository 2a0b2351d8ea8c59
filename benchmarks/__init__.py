"""What Allocator is measured on, and against: own plans, peers, and the command that runs them."""
