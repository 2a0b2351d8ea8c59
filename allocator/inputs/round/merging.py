"""Replies merged into a plan: what the form showed, what the reply says, what the plan says now.

An answer is taken over only where the plan still says what the form showed. Where it already says what the
reply does, nothing changes: gathering again changes nothing. All else is located, and stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from allocator.inputs.round.months import Spell, in_order, outside, spells_in
from allocator.inputs.round.parts import PartName
from allocator.inputs.round.replies import Answer, Place, Reply, Trouble
from allocator.inputs.round.rows_changed import with_interest, with_releases, with_withdrawals
from allocator.inputs.round.states import INTEREST, Key, States
from allocator.tables.raw import RawPlan

#: One of two answers that differ counts as the later one if it was saved so much later: no clock of a
#: computer is as wrong as that.
CLEARLY_LATER = timedelta(days=1)

_RANK = {"no": 0, "maybe": 1, "yes": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that the plan says otherwise now. `subject` are the codes it is about; `later` says in words
    why this answer counts, where there was another."""

    administration: str
    part: PartName
    subject: Key
    old: str
    new: str
    place: Place
    later: str = ""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A plan's sheets after the replies. `answered` are the questions with a certain answer, by
    administration: those that are in the plan now, whether they changed it or not."""

    raw: RawPlan
    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    answered: Mapping[str, frozenset[tuple[PartName, Key]]]


def merged(raw: RawPlan, states: States, replies: Sequence[Reply]) -> Merged:
    """The sheets of a plan with every certain answer in them."""
    troubles: list[Trouble] = []
    changes, answered = [], defaultdict(set)
    for answers in _by_question(replies).values():
        settled = _settled(answers, troubles)
        if settled is None:
            continue
        answer, later = settled
        now = _now(states, answer)
        if now not in (answer.state, answer.told):
            troubles.append(_outdated(answer, now))
            continue
        answered[answer.administration].add((answer.part, answer.key))
        if now != answer.state:
            changes.append(_change(answer, now, later))
    return Merged(
        raw=_with_changes(raw, states, changes),
        changes=tuple(changes),
        troubles=tuple(troubles),
        answered={code: frozenset(keys) for code, keys in answered.items()},
    )


def _change(answer: Answer, now: str, later: str) -> Change:
    return Change(
        administration=answer.administration, part=answer.part, subject=answer.key, old=now, new=answer.state,
        place=answer.place, later=later,
    )  # fmt: skip


def _now(states: States, answer: Answer) -> str:
    return states.of(answer.part, _subject(answer))


def _subject(answer: Answer) -> Key:
    """What of the plan an answer speaks of: for a seat, the administration's interest in the request."""
    return (answer.key[0], answer.administration) if answer.part == "seats" else answer.key


def _by_question(replies: Iterable[Reply]) -> dict[tuple[PartName, Key], list[Answer]]:
    """The answers to each question, at most one of each file. Seats of one request are one question: the
    keenest answer about them counts."""
    found: dict[tuple[PartName, Key], list[Answer]] = defaultdict(list)
    for reply in replies:
        own: dict[tuple[PartName, Key], Answer] = {}
        for answer in reply.answers:
            question = answer.part, _subject(answer)
            best = own.get(question)
            if best is None or (answer.part == "seats" and _RANK[answer.state] > _RANK[best.state]):
                own[question] = answer
            elif answer.part != "seats" and answer.state != best.state:
                found[question].append(answer)  # named for a seat, and asked about the mission
        for question, answer in own.items():
            found[question].append(answer)
    return found


def _settled(answers: Sequence[Answer], troubles: list[Trouble]) -> tuple[Answer, str] | None:
    """The answer that counts, and why; None, noted, where two differ and neither is clearly later."""
    if len({each.state for each in answers}) == 1:
        return answers[0], ""
    if later := _clearly_later(answers):
        latest, before = later
        when = f"saved {latest.saved:%Y-%m-%d}, {before.place} {before.saved:%Y-%m-%d} with '{before.state}'"
        return latest, f"the later of two answers counts: {when}"
    for answer in answers:
        other = next(each for each in answers if each.state != answer.state)
        message = (
            f"says '{answer.state}' of {' '.join(answer.key)}, {other.place} says '{other.state}'; neither "
            "is taken, for neither was saved a day later than the other. Keep the file that counts"
        )
        troubles.append(Trouble(place=answer.place, message=message, administration=answer.administration))
    return None


def _clearly_later(answers: Sequence[Answer]) -> tuple[Answer, Answer] | None:
    """The last answer, and the last of those that say otherwise, if all of these are clearly older."""
    dated = [(each.saved, each) for each in answers if each.saved is not None]
    if len(dated) < len(answers):
        return None
    last, latest = max(dated, key=lambda each: each[0])
    before, other = max((each for each in dated if each[1].state != latest.state), key=lambda each: each[0])
    return (latest, other) if last - before >= CLEARLY_LATER else None


def _outdated(answer: Answer, now: str) -> Trouble:
    message = (
        f"says '{answer.state}' of {' '.join(answer.key)}; the plan has changed since the form was made, "
        f"from '{answer.told or 'nothing'}' to '{now or 'nothing'}', which stays. Change it if the reply is "
        "right"
    )
    return Trouble(place=answer.place, message=message, administration=answer.administration)


def _with_changes(raw: RawPlan, states: States, changes: Sequence[Change]) -> RawPlan:
    """The sheets with all changes; those that nothing changes stay as they are."""
    by_part: dict[PartName, list[Change]] = defaultdict(list)
    for change in changes:
        by_part[change.part].append(change)
    if releases := by_part["releases"]:
        raw = with_releases(raw, dict(_releases(states, releases)))
    if interest := [*by_part["missions"], *by_part["seats"]]:
        numbers = {_interested(each): INTEREST[each.new] for each in interest}
        raw = with_interest(raw, numbers, states.plan.experts)
    if people := by_part["people"]:
        days = {each.subject[0]: _leaves(each.new) for each in people}
        raw = with_withdrawals(raw, days)
    return raw


def _interested(change: Change) -> Key:
    who = change.administration if change.part == "seats" else change.subject[1]
    return who, change.subject[0]


def _leaves(state: str) -> date | None:
    return None if state == "yes" else date.fromisoformat(state.removeprefix("no, from "))


def _releases(states: States, changes: Iterable[Change]) -> Iterator[tuple[str, tuple[Spell, ...]]]:
    """The new releases of everybody for whom a month changes."""
    months: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for change in changes:
        months[change.subject[0]].append((date.fromisoformat(f"{change.subject[1]}-01"), change.new))
    for expert, changed in months.items():
        spells = states.spells(expert)
        for month, new in changed:
            spells = in_order((*outside(spells, month), *spells_in(new, month)))
        yield expert, spells or (_never(states),)


def _never(states: States) -> Spell:
    """A release that is over before the plan begins: without any row somebody counts as always released."""
    day = states.months[0] - timedelta(days=1)
    return Spell(day, day, sure=True)


def without_copies(replies: Sequence[Reply], contents: Mapping[str, str]) -> list[Reply]:
    """The replies without files that are byte for byte another one; `contents` are digests by file."""
    seen: dict[str, str] = {}
    kept = []
    for reply in replies:
        first = seen.setdefault(contents[reply.file], reply.file)
        if first == reply.file:
            kept.append(reply)
        else:
            empty = replace(reply, answers=[], troubles=[], remarks=[])
            empty.remark(f"is a copy of {first}, which is read")
            kept.append(empty)
    return kept
