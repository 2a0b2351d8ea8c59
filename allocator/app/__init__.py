"""The planner's desk: a page of this machine on which a plan is opened, solved, looked at and changed."""
