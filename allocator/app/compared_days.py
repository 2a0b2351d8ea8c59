"""The days within the weeks of two results in one calendar: what they are, and were where that differs."""

from typing import TYPE_CHECKING, Any, Final

from allocator.app.calendar_days import KIND_OF, NEVER, days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from allocator.app.texts import Texts
    from allocator.report.spells import Spell

#: The mark of what the days were.
BEFORE: Final = "before"


def days_compared(
    before: "Sequence[Spell]", now: "Sequence[Spell]", mondays: "Sequence[date]", say: "Texts"
) -> "Mapping[str, Any]":
    """The part of a row of the calendar that is about days: letters by week, of the second result, and
    `before` those of the first where they are others; weeks in which there can be nothing; and sentences,
    each with the first and the last week that it is about."""
    was, are = days_of(before, mondays, say), days_of(now, mondays, say)
    others = [(say("days.before", what=words), *weeks) for words, *weeks in was.says
              if (words, *weeks) not in are.says]  # fmt: skip
    return {
        "days": {week: letters for week, letters in are.letters.items() if set(letters) - NEVER},
        "closed": [week for week, letters in are.letters.items() if not set(letters) - NEVER],
        BEFORE: {week: days for week, days in was.letters.items() if days != are.letters.get(week)},
        "says": [*are.says, *others],
    }


def legend_of_days(rows: "Iterable[Mapping[str, Any]]", say: "Texts") -> list[dict[str, str]]:
    """What the lines of the days in these rows mean, as far as they are there."""
    found = {
        kind for row in rows for part in ("days", BEFORE) for days in row[part].values() for kind in days
    }
    kinds = [kind for letter, kind in KIND_OF.items() if letter in found]
    if any(row[BEFORE] for row in rows):
        kinds.append(BEFORE)
    return [{"kind": kind, "says": say(f"legend.{kind}")} for kind in kinds]
