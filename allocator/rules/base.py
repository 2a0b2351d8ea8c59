"""What every rule is: a code, a sentence, the levels it permits; and what a broken rule looks like."""

from dataclasses import dataclass
from typing import Literal

from allocator.plan.policy import Level

HARD, SOFT, OFF = Level.HARD, Level.SOFT, Level.OFF


#: What missions can have in common, so that a rule or goal joins them; `all` have the plan.
Shared = Literal["expert", "administration", "member", "order", "payer", "all"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of coordination.

    `sentence` is what a planner reads. `levels` are those a model may give it; a rule without OFF always
    holds. `unit` names one unit of its amount when it is soft. `joins` is what two missions must share for
    one to matter to the other; None where the rule judges each by itself.
    """

    code: str
    sentence: str
    levels: frozenset[Level]
    unit: str = ""
    joins: Shared | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule broken in an allocation.

    `subject` names what breaks it in the workbook's codes (`R017`, `KEN-03`). `amount` is in the rule's
    unit and positive. A HARD violation is a defect; SOFT ones add up to the amount that a tier reports.
    """

    rule: str
    level: Level
    subject: str
    message: str
    amount: int = 1

    def __str__(self) -> str:
        return f"{self.rule} [{self.subject}]: {self.message}"


def rule_name(code: str) -> str:
    """A rule's code as words: `own country`."""
    return code.replace("_", " ")


def because(reason: str) -> str:
    """A planner's reason in brackets; nothing where none is given."""
    return f" ({reason})" if reason else ""


def levels(*permitted: Level) -> frozenset[Level]:
    """A set of levels, for rule definitions."""
    return frozenset(permitted)
