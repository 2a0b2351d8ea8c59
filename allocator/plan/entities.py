"""The sheets of the planner's workbook as frozen records: the schema, written once.

Every record class is one sheet and every field one column, which `column` declares. A field without a default
is a required column. Whole-number limits are None where there is none (`-` in a cell).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from allocator.plan.declarations import column

#: What a row of Assignments decides; a blank cell decides nothing.
FIXED: Final = "fixed"
PREVIOUS: Final = "previous"
EXCLUDED: Final = "excluded"

#: What a lock can hold of its row; a lock always asks for the request to be served.
LOCKABLE: Final = ("seat", "expert", "start", "agreement")
#: How far a row of Assignments is agreed: what is done has been delivered, and who has declined does not go.
DONE: Final = "done"
DECLINED: Final = "declined"

#: What becomes of a request: `postponed` waits for another window, `cancelled` is asked no more.
OPEN: Final = "open"
POSTPONED: Final = "postponed"
CANCELLED: Final = "cancelled"
#: The employer that is no country's.
SECRETARIAT: Final = "WCO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Sheet `Plan`: one row per key."""

    title: str = column("text", "What this plan is called")
    start: date = column("date", "First day of the plan")
    end: date = column("date", "Last day of the plan")
    start_days: frozenset[int] = column(
        "weekdays", "Weekdays on which missions start (Mon, Mon-Fri, any)", default=frozenset({0})
    )
    working_days: frozenset[int] = column(
        "weekdays", "Working days where a Member says nothing else", default=frozenset({0, 1, 2, 3, 4})
    )
    currency: str = column("code", "ISO 4217 code of all amounts", default="EUR")
    notice_days: int = column(
        "whole", "Days between a request and the earliest departure", default=0, most=3660
    )
    frozen_until: date | None = column(
        "date", "Before this day only missions start whose day a fixed or previous row gives", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Sheet `Members`: a customs administration as beneficiary."""

    member: str = column("member", "ISO 3166-1 alpha-3 code or name of the Member")
    name: str = column("text", "Name shown in reports", default="")
    region: str = column("region", "WCO region (AMS, AP, ESA, EUR, MENA, WCA)", default="")
    languages: tuple[str, ...] = column("languages", "Working languages, ISO 639-1", default=())
    missions_at_once: int | None = column("limit", "Missions the Member can host at once", default=1)
    working_days: frozenset[int] | None = column(
        "weekdays", "Working days of the Member (Sun-Thu); blank: the plan's", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Sheet `Closures`: days on which a Member receives nobody. Both ends included."""

    member: str = column("member", "The Member that is closed")
    first: date = column("date", "First closed day", header="from")
    last: date = column("date", "Last closed day", header="to")
    reason: str = column("text", "Why", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """Sheet `Administrations`: an employer that releases experts. A Member's own row is optional."""

    administration: str = column("key", "Member code, WCO for the Secretariat, or an outside body's code")
    name: str = column("text", "Name shown in reports", default="")
    region: str = column("region", "WCO region; known for Members", default="")
    country: str = column("text", "Country code for pairing; known for Members, blank never counts as shared",
                          default="")  # fmt: skip
    away_at_once: int | None = column("limit", "Experts that may be away at once", default=None)
    days: int | None = column("limit", "Missions' working days it gives over the plan", default=None)
    withdrawn_from: date | None = column(
        "date", "First day on which nobody goes for it any more; blank: it has not withdrawn", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """Sheet `Experts`: a person who can be sent."""

    expert: str = column("key", "Code of the person, such as KEN-03")
    administration: str = column("code", "The employer that releases the person", refers="Administrations")
    languages: tuple[str, ...] = column("languages", "Languages the person works in, ISO 639-1")
    name: str = column("text", "Name shown in reports", default="")
    source: str = column(
        "choice", "Where the person comes from", default="pool", choices=("pool", "secretariat", "external")
    )
    gender: str = column("text", "Reported only", default="")
    missions: int | None = column("limit", "Most missions in the plan", default=3)
    minimum_missions: int = column("whole", "Fewest missions in the plan", default=0)
    days: int | None = column("limit", "Most working days on mission in the plan", default=30)
    rest_days: int = column("whole", "Days at home between two missions", default=7, most=3660)
    day_cost: int = column("whole", "Cost of one mission day, in the plan's currency", default=0)
    withdrawn_from: date | None = column(
        "date", "First day on which the person no longer goes; blank: has not withdrawn", default=None
    )
    note: str = column("text", "Free text", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Sheet `Qualifications`: what a person may be sent as. The row of a topic speaks before the row `*`."""

    expert: str = column("code", "The person", refers="Experts")
    profile: str = column("code", "CMA, TOE, ET or a profile of the Seats sheet")
    topic: str = column("code", "Topic, or * for any")
    status: str = column(
        "choice", "Accredited, or pre-accredited until the field mission",
        default="accredited", choices=("accredited", "pre-accredited"),
    )  # fmt: skip
    level: int = column("whole", "1 (basic) to 5 (outstanding)", default=3, least=1, most=5)
    valid_until: date | None = column("date", "Last day on which it counts; blank: no end", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Sheet `Availability`: days on which a person is released. Touching rows join."""

    expert: str = column("code", "The person", refers="Experts")
    first: date = column("date", "First released day", header="from")
    last: date = column("date", "Last released day", header="to")
    status: str = column(
        "choice", "Tentative counts as available and is reported",
        default="confirmed", choices=("confirmed", "tentative"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionType:
    """Sheet `Mission types`: what is delivered."""

    mission_type: str = column("key", "Code of the type")
    days: int = column("whole", "Working days at the Member", least=1, most=3660)
    level: str = column(
        "choice", "Level of the help", default="operational", choices=("strategic", "tactical", "operational")
    )
    travel_days: int = column("whole", "Travel days each way", default=1, most=60)
    report_days: int = column("whole", "Days of reporting after the return", default=0, most=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Sheet `Seats`: a place on the team of a mission type. `count` equal places are one seat."""

    mission_type: str = column("code", "The type", refers="Mission types")
    seat: str = column("code", "Name of the seat: lead, expert, trainer")
    profile: str = column("code", "Profile needed")
    topic: str = column("code", "Topic needed; blank: the request's", default="")
    count: int = column("whole", "Equal places", default=1, least=1, most=50)
    status: str = column("choice", "Accreditation needed", default="any", choices=("any", "accredited"))
    minimum_level: int = column("whole", "Lowest qualification level", default=1, least=1, most=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeat:
    """Sheet `Request seats`: replaces the seats of the type for one request."""

    request: str = column("code", "The request", refers="Requests")
    seat: str = column("code", "Name of the seat: lead, expert, trainer")
    profile: str = column("code", "Profile needed")
    topic: str = column("code", "Topic needed; blank: the request's", default="")
    count: int = column("whole", "Equal places", default=1, least=1, most=50)
    status: str = column("choice", "Accreditation needed", default="any", choices=("any", "accredited"))
    minimum_level: int = column("whole", "Lowest qualification level", default=1, least=1, most=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Sheet `Requests`: a Member's ask. In a Plan `languages`, `earliest_start`, `latest_end` and `days`
    are resolved: never empty, never None."""

    request: str = column("key", "Code of the request")
    member: str = column("member", "The Member that asks")
    mission_type: str = column("code", "What is asked for", refers="Mission types")
    requested_on: date = column("date", "When the Member asked; help answers requests")
    topic: str = column("code", "Topic of the help", default="")
    languages: tuple[str, ...] = column("languages", "Working languages; blank: the Member's", default=())
    priority: int = column("whole", "1 (most urgent) to 5", default=3, least=1, most=5)
    earliest_start: date | None = column("date", "First possible day; blank: the plan's start", default=None)
    latest_end: date | None = column("date", "Last possible day; blank: the plan's end", default=None)
    days: int | None = column("whole", "Working days; blank: the type's", default=None, least=1, most=3660)
    preferred_start: date | None = column("date", "The Member's wish", default=None)
    after: tuple[str, ...] = column("codes", "Requests to be delivered before", default=(), refers="Requests")
    gap_days: int = column(
        "whole", "Full days between a predecessor's last day and the start", default=0, most=3660
    )
    pairing: str = column(
        "choice", "Different countries on the team; blank: the model's level",
        default="", choices=("required", "preferred", "off"),
    )  # fmt: skip
    agreements: tuple[str, ...] = column(
        "codes", "Agreements that may pay; blank: any eligible", default=(), refers="Agreements", narrows=True
    )
    other_members: tuple[str, ...] = column("members", "Other Members that take part", default=())
    done_on: date | None = column(
        "date",
        "Delivered, and its last day; rows of Assignments say who went when and who paid",
        default=None,
    )
    status: str = column(
        "choice", "Postponed: not served before it is open again. Cancelled: asked no more",
        default=OPEN, choices=(OPEN, POSTPONED, CANCELLED),
    )  # fmt: skip
    status_reason: str = column("text", "Why it is postponed or cancelled", default="")
    expected_result: str = column("text", "What the mission is to achieve", default="")
    indicator: str = column("text", "How the result will be seen", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Sheet `Interest`: an answer to the Experts' Requirement Matrix. A person's own answer speaks before
    the administration's."""

    expert: str = column("code", "Expert or administration", refers="Experts|Administrations")
    request: str = column("code", "The request", refers="Requests")
    interest: int = column("whole", "Higher is keener; may be negative", least=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Sheet `Agreements`: who provides, who pays, who benefits. Empty tuples mean any."""

    agreement: str = column("key", "Code of the agreement")
    kind: str = column(
        "choice", "Form of the agreement", choices=("bilateral", "tripartite", "multipartite", "fund")
    )
    funders: tuple[str, ...] = column("codes", "Who pays")
    name: str = column("text", "Name shown in reports", default="")
    providers: tuple[str, ...] = column(
        "codes", "Administrations whose experts go; blank: any",
        default=(), refers="Administrations", narrows=True,
    )  # fmt: skip
    beneficiaries: tuple[str, ...] = column(
        "places", "Members or regions; blank: any", default=(), narrows=True
    )
    topics: tuple[str, ...] = column("codes", "Topics; blank: any", default=(), narrows=True)
    first: date | None = column("date", "First day; blank: no limit", header="from", default=None)
    last: date | None = column("date", "Last day; blank: no limit", header="to", default=None)
    budget: int | None = column("limit", "Most it pays, in the plan's currency", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Sheet `Travel`: cost and days from a region to a region."""

    from_region: str = column("region", "Region of the expert's administration")
    to_region: str = column("region", "Region of the Member")
    cost: int = column("whole", "Cost of the journey there and back, in the plan's currency")
    days: int | None = column("whole", "Travel days each way; blank: the type's", default=None, most=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Sheet `History`: who knows whom."""

    expert: str = column("code", "The person", refers="Experts")
    member: str = column("member", "A Member the person has worked with")
    last_date: date = column("date", "When last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Sheet `Assignments`: what the planner has locked, excluded or agreed before."""

    request: str = column("code", "The request", refers="Requests")
    seat: str = column("code", "Seat of the request; blank: any", default="")
    expert: str = column("code", "The person; blank: any", default="", refers="Experts")
    start: date | None = column("date", "First mission day; blank: any", default=None)
    agreement: str = column("code", "Who pays; blank: any", default="", refers="Agreements")
    decision: str = column(
        "choice", "What the row says; blank: nothing",
        default="", choices=(FIXED, PREVIOUS, EXCLUDED), header_needed=True,
    )  # fmt: skip
    status: str = column(
        "choice", "How far it is agreed",
        default="draft", choices=("draft", "proposed", "accepted", "ticketed", DONE, DECLINED),
    )  # fmt: skip
    # Once a row is read, always empty: a lock then names what it holds and nothing else.
    locks: tuple[str, ...] = column(
        "choices", "What fixed holds of the row; blank: all that it names",
        default=(), choices=("request", *LOCKABLE),
    )  # fmt: skip
    status_reason: str = column("text", "Why the person has declined, or what else to know", default="")
    # Where the row and its cells stand, for messages; no columns, and no part of what the row says.
    place: str = field(default="", compare=False)
    cells: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def excludes(self) -> bool:
        """Whether the row forbids what it names: the planner has excluded it, or the person has declined."""
        return self.decision == EXCLUDED or self.status == DECLINED

    def shuts(self, seat: str) -> bool:
        """Whether a row that excludes a person does so for a seat; who declines, declines them all."""
        return self.status == DECLINED or self.seat in ("", seat)

    @property
    def excluding_field(self) -> str:
        """The field by which the row excludes."""
        return "decision" if self.decision == EXCLUDED else "status"

    def at(self, name: str) -> str:
        """Where the cell of a field stands (`Assignments!C5`), or the row where that is not known."""
        return dict(self.cells).get(name) or self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A row of an earlier allocation that the plan has no place for any more, and whom it concerned, in the
    words of that earlier plan."""

    row: Decision
    person: str
    administration: str
    members: tuple[str, ...]
    missing: str  # what the plan does not know, such as `expert KEN-03`
