"""The forms of a round: one per administration that employs somebody in the plan."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from allocator.errors import Fault, InputError
from allocator.inputs.round.forms import Form, Row
from allocator.inputs.round.needed import Needed
from allocator.inputs.round.states import States, month_key
from allocator.inputs.round.texts import LANGUAGES, say, texts
from allocator.plan import Plan
from allocator.plan.entities import FIXED, PREVIOUS, Expert, Request
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.plan.records import TeamSeat
from allocator.plan.reference import members as wco_members
from allocator.plan.reference import reference_rows

_SHOWN_FINGERPRINT = 12


def forms_of(plan: Plan, model: CoordinationModel, language: str = "en") -> tuple[Form, ...]:
    """What every administration with people in the plan is asked, in the plan's order of people.

    Each in the first of its languages that there is a translation for, as the sheet Members or the bundled
    table of Members gives them; else in `language`. Raises InputError for a language without translation.
    """
    if language not in LANGUAGES:
        message = f"'{language}' has no translation; one of {', '.join(LANGUAGES)} is right"
        raise InputError("language", [Fault(place="--language", message=message)])
    return _Asking(plan, model, language).forms()


def short_fingerprint(plan: Plan) -> str:
    """The part of a plan's fingerprint that forms carry."""
    return fingerprint(plan)[:_SHOWN_FINGERPRINT]


@dataclass(frozen=True)
class _Asking:
    plan: Plan
    model: CoordinationModel
    language: str

    def forms(self) -> tuple[Form, ...]:
        """All of them."""
        own: dict[str, list[Expert]] = defaultdict(list)
        for person in self.plan.experts.values():
            since = self.plan.withdrawn_from(person.expert)
            if since is None or since > self.plan.settings.start:
                own[person.administration].append(person)
        mark = short_fingerprint(self.plan)
        return tuple(self._form(code, people, mark) for code, people in own.items())

    def _form(self, administration: str, people: list[Expert], mark: str) -> Form:
        language = self._language(administration)
        rows = _Rows(self, language)
        return Form(
            administration=administration,
            name=self._name(administration, language),
            language=language,
            fingerprint=mark,
            title=self.plan.settings.title,
            start=self.plan.settings.start,
            end=self.plan.settings.end,
            rows={
                "people": tuple(rows.person(each) for each in people if each.withdrawn_from is None),
                "releases": tuple(row for person in people for row in rows.releases(person)),
                "missions": tuple(row for person in people for row in rows.missions(person)),
                "seats": tuple(rows.seats(administration)),
            },
        )

    def _language(self, administration: str) -> str:
        known = self.plan.members.get(administration) or wco_members().get(administration)
        return next((code for code in (known.languages if known else ()) if code in LANGUAGES), self.language)

    def _name(self, administration: str, language: str) -> str:
        return _name_in(language, administration, self.plan.administrations[administration].name)

    @cached_property
    def needed(self) -> Needed:
        """Which missions need whom."""
        return Needed(self.plan, self.model)

    @cached_property
    def fitting(self) -> dict[str, list[tuple[str, str]]]:
        """The missions that somebody fits."""
        return self.needed.fitting()

    @cached_property
    def states(self) -> States:
        """What the plan says already."""
        return States(self.plan)

    @cached_property
    def starts(self) -> dict[str, date]:
        """The first day of the missions that have one already."""
        rows = (row for row in self.plan.decisions if row.decision in (FIXED, PREVIOUS))
        return {row.request: row.start for row in rows if row.start is not None}

    @cached_property
    def qualifications(self) -> dict[str, list[tuple[str, str, str]]]:
        """(profile, topic, status) by person."""
        held: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for row in self.plan.qualifications:
            held[row.expert].append((row.profile, row.topic, row.status))
        return held


@dataclass(frozen=True)
class _Rows:
    """The rows of a form in one language."""

    asking: _Asking
    language: str

    def person(self, person: Expert) -> Row:
        """Somebody's row of the sheet on people."""
        held = (
            f"{profile} {topic} ({self._say(status)})"
            for profile, topic, status in self.asking.qualifications[person.expert]
        )
        return {
            "expert": person.expert,
            "name": person.name,
            "languages": self._languages(person.languages),
            "qualifications": ", ".join(held),
        }

    def releases(self, person: Expert) -> Iterator[Row]:
        """Somebody's rows of the sheet on releases, month by month."""
        for month in self.asking.states.months:
            yield {
                "expert": person.expert,
                "name": person.name,
                "month": f"{self._say(f'month.{month.month}')} {month.year}",
                "released": self.asking.states.of("releases", (person.expert, month_key(month))),
            }

    def missions(self, person: Expert) -> Iterator[Row]:
        """The missions that need somebody like a person."""
        for code, seat in self.asking.fitting.get(person.expert, ()):
            ask = self.asking.plan.requests[code]
            yield {
                **self._asked(ask, self.asking.plan.seat_of(ask, seat)),
                "expert": person.expert,
                "name": person.name,
                "told": self._told(self.asking.states.of("missions", (code, person.expert))),
            }

    def seats(self, administration: str) -> Iterator[Row]:
        """The seats that an administration is offered."""
        for code, seat in self.asking.needed.scarce:
            if self.asking.needed.may_offer(administration, code):
                asked = self._asked(self.asking.plan.requests[code], seat)
                told = self._told(self.asking.states.of("seats", (code, administration)))
                yield {**asked, "seat": seat.seat, "told": told}

    def _asked(self, ask: Request, seat: TeamSeat) -> dict[str, str]:
        """What an administration should know of a mission."""
        plan = self.asking.plan
        names = [_name_in(self.language, code, plan.members[code].name) for code in plan.members_of(ask)]
        return {
            "request": ask.request,
            "member": ", ".join(names),
            "dates": self._dates(ask),
            "kind": ask.mission_type,
            "result": ask.expected_result,
            "need": f"{seat.profile} {plan.topic_of(ask, seat)}".strip(),
            "spoken": self._languages(ask.languages),
        }

    def _dates(self, ask: Request) -> str:
        start = self.asking.starts.get(ask.request)
        when = self._say("between", start=ask.earliest_start, end=ask.latest_end)
        if start is not None:
            when = self._say("on", start=start)
        return f"{when}, {self._say('days', days=ask.days)}"

    def _languages(self, codes: tuple[str, ...]) -> str:
        known = (f"language.{code}" for code in codes)
        return ", ".join(self._say(key) if key in texts() else key.partition(".")[2] for key in known)

    def _told(self, word: str) -> str:
        return self._say(word) if word else ""

    def _say(self, key: str, **fields: object) -> str:
        return say(self.language, key, **fields)


def _name_in(language: str, code: str, given: str) -> str:
    """The name of a Member or an administration: as the plan gives it or, where that is the bundled name of a
    Member or none, as the bundled table has it in French or English."""
    bundled = wco_members().get(code)
    if bundled is None or given not in ("", bundled.name):
        return given or code
    return _french_names()[code] if language == "fr" else bundled.name


@cache
def _french_names() -> dict[str, str]:
    return {row["code"]: row["name_fr"] for row in reference_rows("members.csv")}
