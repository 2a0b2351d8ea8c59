"""What planners ask beside the allocation itself: why not, what cannot be, are there people enough,
what differs between results."""
