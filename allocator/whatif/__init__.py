"""What-ifs: a question to a result is a variation of it, solved again from it.

`base` is a result as questions start from it, `variation` what is asked to be different, `asking` solves it:
an allocation, an interval for every goal, and what that rests on.
"""
