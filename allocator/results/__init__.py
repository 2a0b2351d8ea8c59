"""What a run gives back, as plain values: an allocation, the result around it, explanations."""
