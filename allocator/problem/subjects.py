"""The subjects of rows, in the workbook's codes."""

from allocator.problem import Problem
from allocator.problem.rows import Subject


def subject_code(problem: Problem, kind: Subject, position: int) -> str:
    """The code of the request, expert, Member ... at a position; empty for kinds without one."""
    if kind == "request":
        return problem.requests[position].request
    codes = {
        "expert": problem.experts,
        "member": problem.members,
        "administration": problem.administrations,
        "agreement": problem.agreements,
    }
    return codes[kind][position] if kind in codes else ""
