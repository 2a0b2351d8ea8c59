"""Which rows of a matrix hold which limit of the workbook: the cell behind them, and the unit of a step."""

from collections.abc import Iterator
from typing import NamedTuple

from allocator.matrix import Matrix
from allocator.matrix.matrix import Block
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem.rows import NO_LIMIT, limits, pieces
from allocator.problem.subjects import subject_code
from allocator.rules.coupling import release_quota

#: Of a currency, asked for together: a unit of the kind `budget`.
THOUSAND = 1000


class Limited(NamedTuple):
    """The rows of one limit; a unit of its kind moves their upper ends by `step`."""

    kind: str
    subject: int
    code: str
    rows: list[int]
    step: int


def limited_rows(matrix: Matrix, plan: Plan, model: CoordinationModel) -> Iterator[Limited]:
    """Every limit that the model names as negotiable, with its rows. What is delivered may have passed it
    already, in all or on some days: a step more would not be one more, so that is left out."""
    for kind, blocks, step in (
        *_workload(matrix, plan, model),
        *_quota(matrix, plan),
        ("missions_at_once", _blocks(matrix, "member_capacity", "member"), 1),
        ("budget", _budget(matrix), THOUSAND),
    ):
        if kind not in model.negotiable:
            continue
        found: dict[int, list[int]] = {}
        for block in blocks:
            for k, subject in enumerate(block.subject):
                found.setdefault(int(subject), []).append(block.first + k)
        crowded = _crowded(matrix, plan, kind)
        for subject, every in found.items():
            rows = [row for row in every if not _is_within(matrix, kind, row, crowded.get(subject, []))]
            if not _is_passed(matrix, kind, subject):
                yield Limited(kind, subject, subject_code(matrix.columns.problem, blocks[0].kind, subject),
                              rows, step)  # fmt: skip


_Kind = tuple[str, list[Block], int]


def _blocks(matrix: Matrix, code: str, kind: str) -> list[Block]:
    return [block for block in matrix.blocks if (block.code, block.kind) == (code, kind)]


def _workload(matrix: Matrix, plan: Plan, model: CoordinationModel) -> Iterator[_Kind]:
    """The rule writes missions, then days, then least missions: as many as anybody has a limit for."""
    if model.level("workload") is not Level.HARD:
        return
    blocks = _blocks(matrix, "workload", "expert")
    people = plan.experts.values()
    limited = (
        ("missions", any(p.missions is not None for p in people)),
        ("days", any(p.days is not None for p in people)),
    )
    for (kind, _), block in zip((each for each in limited if each[1]), blocks, strict=False):
        yield kind, [block], 1


def _quota(matrix: Matrix, plan: Plan) -> Iterator[_Kind]:
    """People away at once, then what is delivered beside them, then days in all."""
    blocks = _blocks(matrix, "release_quota", "administration")
    in_all = any(body.days is not None for body in plan.administrations.values())
    yield "away_at_once", blocks[:-1] if in_all else blocks, 1
    yield "release_days", blocks[-1:] if in_all else [], 1


def _budget(matrix: Matrix) -> list[Block]:
    """The rows of budgets: the only ones of agreements with an upper end and no payer in them."""
    base = matrix.columns.base_count
    payers = base - len(matrix.columns.f)
    found = []
    for block in _blocks(matrix, "funding", "agreement"):
        rows = slice(block.first, block.first + len(block.subject))
        used = matrix.rows[rows].indices
        pays = ((used >= payers) & (used < base)).any()
        if not pays and (matrix.upper[rows] < NO_LIMIT).all():
            found.append(block)
    return found


_Days = tuple[int, int]  # the first and the last of a stretch


def _crowded(matrix: Matrix, plan: Plan, kind: str) -> dict[int, list[_Days]]:
    """By Member or administration, the days on which what is delivered is beyond the limit by itself."""
    problem, done = matrix.columns.problem, matrix.columns.problem.delivered
    if kind == "missions_at_once":
        stays = pieces(done.host, done.first, done.last)
        most = limits(member.missions_at_once for member in plan.members.values())
    elif kind == "away_at_once":
        expert, first, last = release_quota.spells(done)
        stays = pieces(problem.expert_administration[expert], first, last)
        most = limits(body.away_at_once for body in plan.administrations.values())
    else:
        return {}
    found: dict[int, list[_Days]] = {}
    for who, begin, end, taken in zip(*stays, strict=True):
        if taken > most[who]:
            found.setdefault(int(who), []).append((int(begin), int(end)))
    return found


def _is_within(matrix: Matrix, kind: str, row: int, stretches: list[_Days]) -> bool:
    """Whether all columns of a row share days with one of some stretches."""
    if not stretches:
        return False
    columns, problem = matrix.columns, matrix.columns.problem
    used = matrix.rows.indices[matrix.rows.indptr[row] : matrix.rows.indptr[row + 1]]
    if kind == "missions_at_once":
        first, last = problem.start_day[used], problem.start_last[used]
    else:
        first, last = (days[used - len(columns.y)] for days in (columns.z_departure, columns.z_return))
    return any(((first <= end) & (last >= begin)).all() for begin, end in stretches)


def _is_passed(matrix: Matrix, kind: str, subject: int) -> bool:
    """Whether what is delivered is beyond the limit already."""
    problem, done = matrix.columns.problem, matrix.columns.problem.delivered
    plan = problem.plan
    if kind in ("missions", "days"):
        person = plan.experts[problem.experts[subject]]
        limit, used = getattr(person, kind), getattr(done, kind)[subject]
    elif kind == "release_days":
        limit, used = plan.administrations[problem.administrations[subject]].days, done.body_days[subject]
    elif kind == "budget":
        assert plan.agreements is not None
        limit, used = plan.agreements[problem.agreements[subject]].budget, done.spent[subject]
    else:
        return False
    return limit is not None and int(used) > limit
