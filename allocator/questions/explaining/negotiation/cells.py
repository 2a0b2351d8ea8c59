"""What may be changed for a request: cells of the workbook, each with a column for how far it is moved.

Rows tie the columns to those of the widened matrix: whoever is not released can be sent only where the days
that are missing are asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from allocator.matrix import Matrix
from allocator.plan.policy import Level
from allocator.problem import Bools, Ints
from allocator.problem.qualifications import PRE_ACCREDITED
from allocator.questions.explaining.negotiation.limits import limited_rows
from allocator.questions.explaining.negotiation.widened import Widened, missing_days
from allocator.rules.coupling import pairing

#: Coefficients and columns of the widened matrix.
Form = tuple[Ints, Ints]


@dataclass(frozen=True)
class Tie:
    """Σ of a form <= amount of the cell; with `reverse` the other way round, so that nothing is asked for
    which nobody uses."""

    form: Form
    reverse: bool = False


@dataclass(frozen=True)
class Cell:
    """Something that may be changed by whole units: its kind, whom it is about in the workbook's codes, and
    how many units at most.

    `ties` hold what must be asked for; `eases` are rows of the widened matrix, with by how much a unit moves
    the limit of each; `shared` cells of a kind add up to no more than `most` of them together.
    """

    kind: str
    subject: tuple[str, ...]
    most: int
    ties: tuple[Tie, ...] = ()
    eases: Mapping[int, int] | None = None


def cells_of(widened: Widened) -> list[Cell]:
    """All that the model lets be asked for on behalf of the request."""
    found = [
        *_window(widened),
        *_levels(widened),
        *_languages(widened),
        *_releases(widened),
        *_accreditations(widened),
        *_pairing(widened),
        *_limits(widened),
    ]
    return [cell for cell in found if cell.most > 0]


def _mine(matrix: Matrix, request: int) -> Ints:
    """The z columns of a request, as positions among z."""
    found: Ints = np.flatnonzero(matrix.columns.z_request == request)
    return found


def _form(column: Ints, coefficient: Ints) -> Form:
    keep = coefficient != 0
    return column[keep], coefficient[keep]


def _window(widened: Widened) -> Iterator[Cell]:
    """Days that a mission begins before the earliest start, or ends after the latest end."""
    problem, asked, most = widened.problem, widened.asked, widened.most("window")
    y = np.arange(*problem.start_offset[widened.request : widened.request + 2], dtype=np.int64)
    settings = widened.plan.settings
    first = problem.day_number(asked.earliest_start or settings.start)
    last = problem.day_number(asked.latest_end or settings.end)
    early = np.maximum(0, first - problem.start_day[y])
    late = np.maximum(0, problem.start_last[y] - last)
    if early.any():
        yield Cell("window", (asked.request, "earliest start"), most, (Tie(_form(y, early)),))
    if late.any():
        yield Cell("window", (asked.request, "latest end"), most, (Tie(_form(y, late)),))


def _levels(widened: Widened) -> Iterator[Cell]:
    """Levels that a seat asks for more than those who take it have: one tie per person."""
    columns, problem, asked = widened.matrix.columns, widened.problem, widened.asked
    mine = _mine(widened.matrix, widened.request)
    held = problem.held.level[columns.z_expert[mine], problem.held.seat_demand[columns.z_seat[mine]]]
    for q in np.flatnonzero(problem.seat_request == widened.request):
        seat = widened.plan.seat_of(asked, problem.seats[q].seat)
        short = np.where(columns.z_seat[mine] == q, np.maximum(0, seat.minimum_level - held), 0)
        if short.any():
            ties = _per_expert(widened, mine, short.astype(np.int64))
            yield Cell("level", (asked.request, seat.seat), widened.most("level"), ties)


def _languages(widened: Widened) -> Iterator[Cell]:
    """One cell for every language that somebody speaks who speaks none of the request's own. Whoever shares
    several needs one of them; to ask for each language by itself is enough where one more is the most."""
    if widened.model.level("language") is not Level.HARD or not widened.most("language"):
        return
    plan, asked, problem = widened.plan, widened.asked, widened.problem
    columns, mine = widened.matrix.columns, _mine(widened.matrix, widened.request)
    spoken = [set(plan.experts[code].languages) for code in problem.experts]
    strange = np.array([not spoken[e] & set(asked.languages) for e in columns.z_expert[mine]], dtype=bool)
    names = {name for e in np.unique(columns.z_expert[mine[strange]]) for name in spoken[e]}
    for name in sorted(names):
        yield Cell("language", (asked.request, name), 1)


def speakers(widened: Widened) -> Iterator[tuple[Ints, tuple[str, ...]]]:
    """Per expert without a language of the request: the columns, and the languages of which one is needed."""
    plan, asked, problem = widened.plan, widened.asked, widened.problem
    columns, mine = widened.matrix.columns, _mine(widened.matrix, widened.request)
    if widened.model.level("language") is not Level.HARD:
        return
    for e in np.unique(columns.z_expert[mine]):
        names = plan.experts[problem.experts[e]].languages
        if not set(names) & set(asked.languages):
            yield columns.z[mine[columns.z_expert[mine] == e]], names


def _releases(widened: Widened) -> Iterator[Cell]:
    """Days of release that are missing, per expert."""
    if not widened.most("release"):
        return
    mine = _mine(widened.matrix, widened.request)
    missing = missing_days(widened, mine)
    experts = widened.matrix.columns.z_expert[mine]
    for e in np.unique(experts[missing > 0]):
        own = experts == e
        tie = Tie(_form(widened.matrix.columns.z[mine[own]], missing[own]))
        yield Cell("release", (widened.problem.experts[e],), widened.most("release"), (tie,))


def _accreditations(widened: Widened) -> Iterator[Cell]:
    """Those who take a seat while pre-accredited: needed where the seat asks for more, and it makes a mentor
    of them."""
    if not widened.most("accreditation"):
        return
    columns, problem, asked = widened.matrix.columns, widened.problem, widened.asked
    mine = _mine(widened.matrix, widened.request)
    demand = problem.held.seat_demand[columns.z_seat[mine]]
    learner = problem.held.status[columns.z_expert[mine], demand] == PRE_ACCREDITED
    strict = np.array(
        [widened.plan.seat_of(asked, problem.seats[q].seat).status == "accredited"
         for q in columns.z_seat[mine]], dtype=bool,
    )  # fmt: skip
    mentoring = _mentoring_rows(widened)
    pairs = {(int(e), int(d)) for e, d in zip(columns.z_expert[mine], demand, strict=True)}
    for e, d in sorted(pairs):
        own = learner & (columns.z_expert[mine] == e) & (demand == d)
        if not own.any() or not (strict[own].any() or mentoring.get(d)):
            continue
        sits = columns.z[mine[own]]
        needs = columns.z[mine[own & strict]]
        ties = (Tie((needs, np.ones_like(needs))), Tie((sits, np.ones_like(sits)), reverse=True))
        seat = problem.seats[columns.z_seat[mine[own][0]]]
        profile, topic = seat.profile, widened.plan.topic_of(asked, seat)
        row = widened.plan.qualification_of(problem.experts[e], profile, topic)
        assert row is not None
        subject = (row.expert, row.profile, row.topic)
        yield Cell("accreditation", subject, 1, ties, dict.fromkeys(mentoring.get(d, ()), 2))


def _mentoring_rows(widened: Widened) -> dict[int, list[int]]:
    """The hard rows of mentoring of the request, by the demand that they speak of."""
    if widened.model.level("mentoring") is not Level.HARD:
        return {}
    matrix, held = widened.matrix, widened.problem.held
    columns, found = matrix.columns, dict[int, list[int]]()
    first_z = len(widened.problem.start_request)
    for row in _rows_of(matrix, "mentoring", widened.request):
        span = slice(matrix.rows.indptr[row], matrix.rows.indptr[row + 1])
        learners = matrix.rows.indices[span][matrix.rows.data[span] > 0]
        if len(learners):
            demand = held.seat_demand[columns.z_seat[learners[0] - first_z]]
            found.setdefault(int(demand), []).append(row)
    return found


def _rows_of(matrix: Matrix, code: str, request: int) -> list[int]:
    """The rows of a rule that speak of a request."""
    return [
        block.first + int(k)
        for block in matrix.blocks
        if block.code == code and block.kind == "request"
        for k in np.flatnonzero(block.subject == request)
    ]


def _pairing(widened: Widened) -> Iterator[Cell]:
    """The request's own word on pairing, where it must be kept now."""
    if pairing.level_of(widened.model, widened.asked) is Level.HARD and widened.most("pairing"):
        rows = _rows_of(widened.matrix, "pairing", widened.request)
        size = int(widened.problem.team_size[widened.request])
        yield Cell("pairing", (widened.asked.request,), 1, eases=dict.fromkeys(rows, size))


def _limits(widened: Widened) -> Iterator[Cell]:
    """Limits of experts, administrations, Members and agreements."""
    for kind, subject, code, rows, step in limited_rows(widened.matrix, widened.plan, widened.model):
        del subject
        yield Cell(kind, (code,), widened.most(kind), eases=dict.fromkeys(rows, step))


def _per_expert(widened: Widened, mine: Ints, amount: Ints) -> tuple[Tie, ...]:
    columns = widened.matrix.columns
    some: Bools = amount > 0
    return tuple(
        Tie(_form(columns.z[mine[own]], amount[own]))
        for e in np.unique(columns.z_expert[mine[some]])
        for own in (some & (columns.z_expert[mine] == e),)
    )
