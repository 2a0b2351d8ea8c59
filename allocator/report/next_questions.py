"""What a planner may ask next about a result, as commands to type."""

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.results.result import Result


def next_questions(result: "Result", path: "Path") -> list[tuple[str, str]]:
    """Up to three commands about the result that was written to `path`, each with what it tells."""
    file = shlex.quote(str(path))
    unserved = [
        each for each in result.plan.open_requests if each.request not in result.allocation.by_request
    ]
    questions = []
    if unserved:
        first = min(unserved, key=lambda each: (each.priority, each.request)).request
        questions += [
            (
                f"allocator explain {file} {shlex.quote(first)}",
                "why it is not served, and what would serve it",
            ),
            (f"allocator advise phone {file}", "whom to ask for days that would serve most"),
        ]
    if result.allocation.missions:
        questions += [
            (f"allocator why-these {file}", "which assignments are needed, and which could be others"),
            (f"allocator advise rules {file}", "what every rule costs"),
        ]
    return questions[:3]
