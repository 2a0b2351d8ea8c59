"""What Members and administrations are called in the language of a page or picture."""

from typing import TYPE_CHECKING

from allocator.plan.reference import members
from allocator.report.words import member_name

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.report.phrases import Phrases


def member_label(plan: "Plan", code: str, say: "Phrases") -> str:
    """The name that the plan gives a Member; of those of the bundled table the French one on French pages."""
    return _told(code, member_name(plan, code), say)


def administration_label(plan: "Plan", code: str, say: "Phrases") -> str:
    """The name of an administration, or of the Member that it is; its code where nothing gives one."""
    own = plan.administrations[code].name
    if own or code not in plan.members:
        return _told(code, own or known_label(code, say), say)
    return member_label(plan, code, say)


def known_label(code: str, say: "Phrases") -> str:
    """The name of a Member in the bundled table; the code of whoever does not stand there."""
    known = members().get(code)
    return code if known is None else _told(code, known.name, say)


def _told(code: str, name: str, say: "Phrases") -> str:
    """The table has names in English and French; a name of a planner's own is left as it is."""
    known = members().get(code)
    return known.name_fr if say.language == "fr" and known is not None and name == known.name else name
