"""What a plan permits and a planner would want to know: warnings that ask how the sheets work together.

They hold under every coordination model. They look at a lenient copy of the input, so that an input with
faults gets them in the same run and none is only the echo of a fault.
"""
