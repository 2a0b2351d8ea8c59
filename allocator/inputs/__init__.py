"""What a run is given, read from files: plans with their warnings, coordination models, scenarios."""
