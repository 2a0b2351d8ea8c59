"""What a round brought: the merged plan, what changed, what was not taken over, who has still to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allocator.inputs.round.chasing import Stake, stakes
from allocator.inputs.round.forms import Form
from allocator.inputs.round.known import Known
from allocator.inputs.round.merging import Change, Merged
from allocator.inputs.round.parts import PartName
from allocator.inputs.round.replies import Remark, Reply, Trouble
from allocator.inputs.round.states import Key
from allocator.inputs.round.words import month_in
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.tables.raw import RawPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an administration has answered. `stake` is None where nobody of it is unconfirmed."""

    administration: str
    asked: int
    answered: int
    files: tuple[str, ...]
    stake: Stake | None

    @property
    def missing(self) -> int:
        """How many questions have no certain answer."""
        return self.asked - self.answered

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Sorts those first whom to chase first: what is not served without them, what they may serve, what
        is missing."""
        sure, most = (self.stake.weight, self.stake.touched_weight) if self.stake else (0, 0)
        return -sure, -most, -self.missing, self.administration


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A round gathered. `plan` is the merged plan, `raw` its sheets; `together` is what rests on all
    unconfirmed people at once, None where there are none. `standings` begin with whom to chase first."""

    plan: Plan
    raw: RawPlan
    replies: tuple[Reply, ...]
    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    remarks: tuple[Remark, ...]
    standings: tuple[Standing, ...]
    together: Stake | None

    @property
    def to_chase(self) -> tuple[Standing, ...]:
        """Who has questions without a certain answer, or people of whom nobody is certain yet, on whom
        something rests."""
        return tuple(
            each for each in self.standings if each.missing or (each.stake is not None and each.stake.weight)
        )


def asked_of(form: Form, known: Known) -> set[tuple[PartName, Key]]:
    """The questions of a form, by part and key; seats of one request are one question."""
    asked: set[tuple[PartName, Key]] = {("people", (row["expert"],)) for row in form.rows["people"]}
    for row in form.rows["releases"]:
        month = month_in(row["month"])
        assert month is not None
        asked.add(("releases", (row["expert"], f"{month:%Y-%m}")))
    asked |= {("missions", (row["request"], row["expert"])) for row in form.rows["missions"]}
    return asked | {("seats", (row["request"],)) for row in form.rows["seats"]}


def gathered(
    plan: Plan, merge: Merged, forms: Sequence[Form], replies: Sequence[Reply], known: Known,
    model: CoordinationModel,
) -> Gathered:  # fmt: skip
    """What the round has brought. `plan` is the one that the merged sheets make, `forms` what the plan before
    asks."""
    found = stakes(plan, model, merge.answered)
    answered = {code: _questions(keys) for code, keys in merge.answered.items()}
    standings = [
        Standing(
            administration=form.administration,
            asked=len(asked := asked_of(form, known)),
            answered=len(asked & answered.get(form.administration, set())),
            files=tuple(reply.file for reply in replies if reply.administration == form.administration),
            stake=found.get(form.administration),
        )
        for form in forms
    ]
    own = [trouble for reply in replies for trouble in reply.troubles]
    return Gathered(
        plan=plan, raw=merge.raw, replies=tuple(replies), changes=merge.changes,
        troubles=(*own, *merge.troubles),
        remarks=tuple(remark for reply in replies for remark in reply.remarks),
        standings=tuple(sorted(standings, key=lambda each: each.rank)),
        together=found.get("") if len(found) > 1 else None,
    )  # fmt: skip


def _questions(keys: frozenset[tuple[PartName, Key]]) -> set[tuple[PartName, Key]]:
    return {(part, key[:1] if part == "seats" else key) for part, key in keys}


def parts_of(forms: Sequence[Form]) -> Mapping[str, tuple[PartName, ...]]:
    """The parts of each administration's form."""
    return {form.administration: tuple(name for name in form.rows if form.rows[name]) for form in forms}
