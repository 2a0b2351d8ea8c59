"""What a plan permits and a planner would want to know: warnings that ask how the sheets work together."""
