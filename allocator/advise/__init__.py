"""What a planner may ask of a result: what rules cost, how goals trade, whom to accredit, whom to phone,
which agreement to widen, and what withdrawals would cost.

Every number is an interval that holds even where searches were cut short. Each question is a list of
independent jobs (`jobs`), and `coverage` and `effects` say what they are measured by.
"""

from collections.abc import Sequence
from pathlib import Path

from allocator.advise.accreditation import AccreditationAdvice, Prospect, Step, accreditation
from allocator.advise.advice import Advice, Options, question_of
from allocator.advise.aspirants import Aspirant
from allocator.advise.clauses import AgreementAdvice, ClausePrice, agreement_clauses
from allocator.advise.coverage import Coverage
from allocator.advise.effects import Effect
from allocator.advise.jobs import AdviceProgress, OnAdvice
from allocator.advise.releases import MissingRelease, ReleaseAdvice, TentativeRelease, releases
from allocator.advise.repairs import Repair
from allocator.advise.rule_prices import RulePrice, rule_prices
from allocator.advise.trade_off import FEWEST, MOST, Curve, CurvePoint, trade_off
from allocator.advise.withdrawal import (
    Reserve,
    StandIn,
    Withdrawal,
    WithdrawalAdvice,
    require_experts,
    withdrawal_advice,
)
from allocator.errors import Fault, InputError
from allocator.results.result import Result
from allocator.store import RunStore

__all__ = [
    "AccreditationAdvice",
    "Advice",
    "AdviceProgress",
    "AgreementAdvice",
    "Aspirant",
    "ClausePrice",
    "Coverage",
    "Curve",
    "CurvePoint",
    "Effect",
    "MissingRelease",
    "OnAdvice",
    "Prospect",
    "ReleaseAdvice",
    "Repair",
    "Reserve",
    "RulePrice",
    "StandIn",
    "Step",
    "TentativeRelease",
    "Withdrawal",
    "WithdrawalAdvice",
    "accredit",
    "agreements",
    "curve",
    "phone",
    "rules",
    "withdrawals",
]

_MOST_PEOPLE = 5


def rules(
    result: Result,
    *,
    time_limit: float | None = 600.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[tuple[RulePrice, ...]]:
    """What every rule costs: off, tried for, required, where it permits that; the dearest first.

    `time_limit` bounds the searches together, in seconds (None: until every price is proven); `effort` bounds
    each in work instead, as for `allocator.solve`. With a `store`, or the path of one, each search is kept as
    it ends: asked again, also after a kill, the question goes on where it was. `on_progress` is called after
    each search; returning False, like Ctrl-C, ends the question with what is known.
    Raises InputError for a result whose model does not ask for requests to be served.
    """
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("rules", result, options)
    return asked.answered(*rule_prices(asked.measured_first(), asked.clock))


def curve(
    result: Result,
    first: str,
    second: str,
    *,
    points: int = 7,
    time_limit: float | None = 300.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[Curve]:
    """The trade-off between two goals (or soft rules): up to so many distinct points, each a result.

    Options as for `rules`. Raises InputError for unknown goals, rules that the model does not try
    for, and fewer than 2 or more than 9 points.
    """
    if not FEWEST <= points <= MOST:
        message = f"must be from {FEWEST} to {MOST}, not {points}"
        raise InputError("advise curve", [Fault(place="points", message=message)])
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("curve", result, options, coverage=False)
    return asked.answered(asked.yardstick, trade_off(result, (first, second), points, asked.clock))


def accredit(
    result: Result,
    *,
    people: int = _MOST_PEOPLE,
    time_limit: float | None = 300.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[AccreditationAdvice]:
    """Whom to accredit next: up to five people, one after the other, and what each gains.

    Options as for `rules`. Raises InputError for a number of people that is not from 1 to 5, and
    for a result whose model does not ask for requests to be served.
    """
    if not 1 <= people <= _MOST_PEOPLE:
        message = f"must be from 1 to {_MOST_PEOPLE}, not {people}"
        raise InputError("advise accredit", [Fault(place="people", message=message)])
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("accredit", result, options)
    return asked.answered(*accreditation(asked.measured_first(), people, asked.clock))


def phone(
    result: Result,
    *,
    time_limit: float | None = 300.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[ReleaseAdvice]:
    """Whom to phone: which release, tentative or missing, serves most once it is confirmed.

    Options and errors as for `rules`.
    """
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("phone", result, options)
    return asked.answered(*releases(asked.measured_first(), asked.clock))


def agreements(
    result: Result,
    *,
    time_limit: float | None = 300.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[AgreementAdvice]:
    """Which agreement's clause or budget unlocks most, each lifted by itself.

    Options as for `rules`. Raises InputError where nobody is asked to pay, and for a result whose
    model does not ask for requests to be served.
    """
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("agreements", result, options)
    return asked.answered(*agreement_clauses(asked.measured_first(), asked.clock))


def withdrawals(
    result: Result,
    experts: Sequence[str] = (),
    *,
    time_limit: float | None = 300.0,
    workers: int | None = None,
    seed: int = 0,
    effort: int | None = None,
    store: RunStore | str | Path | None = None,
    on_progress: OnAdvice | None = None,
) -> Advice[WithdrawalAdvice]:
    """What is lost if an expert drops out and the plan is repaired with least change, for the experts named
    or for everybody who is sent; and a reserve list.

    Options as for `rules`. Raises InputError for unknown experts, and for a result whose model does
    not ask for requests to be served.
    """
    options = Options(
        time_limit=time_limit, workers=workers, seed=seed, effort=effort, store=store, on_progress=on_progress
    )
    asked = question_of("withdrawals", result, options)
    require_experts(result, experts)
    return asked.answered(asked.yardstick, withdrawal_advice(result, experts, asked.clock))
