"""The sheet Replies: whom to chase first, what changed, what was not taken over, what is to be read."""

from collections.abc import Iterator

from allocator.errors import enumerated
from allocator.inputs.round.chasing import Stake
from allocator.inputs.round.gathered import Gathered, Standing
from allocator.inputs.round.replies import Place
from allocator.report.colours import Colours, Mark
from allocator.report.table import Cell, Column, Table
from allocator.tables.schema import REPLIES

CHASE, CHANGED, NOT_TAKEN, TO_READ, FILE = "chase", "changed", "not taken", "to read", "file"

_COLUMNS = (
    Column("part", "choice", "chase: who has still to answer, the first first; changed: what the plan says "
           "otherwise now; not taken: located, and left to you; to read: free text; file: what came back",
           width=11),
    Column("administration", width=15),
    Column("about", note="Person, month or request", width=22),
    Column("what", note="What it is about, or what is wrong and what would be right", width=60),
    Column("before", note="What the plan said", width=18),
    Column("after", note="What it says now", width=18),
    Column("file", width=24),
    Column("sheet", width=16),
    Column("cell", width=9),
    Column("not served without them", "whole", "Weight units of the requests that no allocation serves "
           "unless their people are released: proven", width=12),
    Column("at most at stake", "whole", "Weight units of all requests that they could take part in, with "
           "follow-ups: without their missions no more is lost, locks and minimums apart", width=10),
)  # fmt: skip
_COLOURS = (
    Colours(
        "part",
        "Red: not taken over. Amber: still to answer",
        (Mark("is", NOT_TAKEN, "bad"), Mark("is", CHASE, "wary"), Mark("is", CHANGED, "good")),
    ),
)
_WHAT = {
    "people": "can be sent", "releases": "released days of the month", "missions": "would go",
    "seats": "the administration offers somebody",
}  # fmt: skip
_NAMED = 12

_Row = tuple[Cell, ...]


def replies(found: Gathered) -> Table:
    """One row per thing; its first column says of what kind it is."""
    rows = (*_chase(found), *_not_taken(found), *_to_read(found), *_changed(found), *_files(found))
    return Table(REPLIES, _COLUMNS, rows, _COLOURS)


def _row(part: str, administration: str, about: str, what: str, *, before: str = "", after: str = "",
         place: Place | None = None, stake: Stake | None = None) -> _Row:  # fmt: skip
    at = place or Place("")
    weights = (stake.weight, stake.touched_weight) if stake else (None, None)
    return (part, administration, about, what, before, after, at.file, at.sheet, at.cell, *weights)


def _chase(found: Gathered) -> Iterator[_Row]:
    for each in found.to_chase:
        about = enumerated(each.stake.people, _NAMED) if each.stake else ""
        yield _row(CHASE, each.administration, about, standing_in_words(each), stake=each.stake)
    if found.together is not None and found.to_chase:
        what = f"all together: {_stake_in_words(found.together, 'their')}"
        yield _row(CHASE, "", "", what, stake=found.together)


def standing_in_words(standing: Standing) -> str:
    """How far an administration has answered, and what rests on its people."""
    if not standing.files:
        came = "has not answered"
    elif not standing.answered:
        came = "came back without a certain answer"
    else:
        came = f"has answered {standing.answered:,} of {standing.asked:,} questions"
    return f"{came}; {_stake_in_words(standing.stake)}" if standing.stake else came


def _stake_in_words(stake: Stake, whose: str = "its") -> str:
    if not stake.lost:
        return f"no request rests on {whose} unconfirmed people alone"
    return f"unless {whose} people are released, no allocation serves {enumerated(stake.lost, _NAMED)}"


def _changed(found: Gathered) -> Iterator[_Row]:
    for each in found.changes:
        what = f"{_WHAT[each.part]}; {each.later}" if each.later else _WHAT[each.part]
        about = " ".join(each.subject)
        yield _row(CHANGED, each.administration, about, what, before=each.old or "nothing", after=each.new,
                   place=each.place)  # fmt: skip


def _not_taken(found: Gathered) -> Iterator[_Row]:
    for each in found.troubles:
        column = f"({each.column}) " if each.column else ""
        also = f"; also {', '.join(each.also)}" if each.also else ""
        yield _row(NOT_TAKEN, each.administration, "", f"{column}{each.message}{also}", place=each.place)


def _to_read(found: Gathered) -> Iterator[_Row]:
    for each in found.remarks:
        yield _row(TO_READ, each.administration, "", each.text, place=each.place)


def _files(found: Gathered) -> Iterator[_Row]:
    for each in found.replies:
        troubles = sum(trouble.place.file == each.file for trouble in found.troubles)
        what = f"{len(each.answers):,} answers read, {troubles:,} things not taken over"
        what += "; the form of an earlier state of the plan" * each.earlier
        yield _row(FILE, each.administration, "", what, place=Place(each.file))
