"""What has to fit together between the cells of one input."""
