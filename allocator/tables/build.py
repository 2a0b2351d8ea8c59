"""From raw sheets to records, or to the faults in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError, Severity
from allocator.plan.entities import Administration, Decision, Member, Request
from allocator.plan.plan import Plan
from allocator.plan.reference import members as wco_members
from allocator.tables.checks.cross_checks import check
from allocator.tables.checks.delivered import delivered_codes
from allocator.tables.checks.directory import Directory
from allocator.tables.checks.references import resolve_references
from allocator.tables.checks.statuses import settle_statuses
from allocator.tables.checks.teams import check_teams
from allocator.tables.digest import digest_of
from allocator.tables.findings import Draft, Findings
from allocator.tables.lenient import lenient
from allocator.tables.parsing import done_in, parse_table
from allocator.tables.raw import RawPlan
from allocator.tables.schema import SHEETS, Sheet


@dataclass(frozen=True)
class Reading:
    """Raw sheets read as far as each cell and each reference goes: a plan, where nothing is wrong, and what
    was found on the way."""

    raw: RawPlan
    plan: Plan | None
    drafts: dict[str, list[Draft]]
    findings: Findings
    _directory: Directory
    _broken: frozenset[str]

    def sound(self) -> tuple[Plan, Mapping[str, list[Draft]]] | None:
        """A plan of what is known, with its drafts, where cells have faults; None where a whole sheet is not
        known."""
        if self._broken:
            return None
        drafts = lenient(self.drafts, self._directory)
        return _Builder(drafts, self._directory).plan(), drafts

    def finished(self) -> Plan:
        """The plan with its warnings and digest. Raises InputError with every fault, warnings included."""
        errors, warnings = (self._faults(severity) for severity in ("error", "warning"))
        if self.plan is None:
            raise InputError(self.raw.source, (*errors, *warnings))
        return replace(self.plan, warnings=warnings, digest=digest_of(self.raw))

    def _faults(self, severity: Severity) -> tuple[Fault, ...]:
        told = (fault for fault in self.raw.faults if fault.severity == severity)
        return (*told, *self.findings.faults(severity))


def reading_of(raw: RawPlan) -> Reading:
    """Raw sheets as a plan, or as the faults that keep them from being one."""
    findings = Findings()
    drafts, directory = drafts_of(raw, findings)
    check(drafts, directory, findings)
    check_teams(drafts, directory, findings)
    faulty = bool(findings.faults("error")) or any(fault.severity == "error" for fault in raw.faults)
    plan = None if faulty else _Builder(drafts, directory).plan()
    return Reading(raw, plan, drafts, findings, directory, _broken(raw))


def drafts_of(raw: RawPlan, findings: Findings) -> tuple[dict[str, list[Draft]], Directory]:
    """The rows of all sheets with typed values, every reference resolved as far as it goes."""
    drafts = _drafts(raw, findings)
    directory = resolve_references(drafts, _broken(raw), findings)
    settle_statuses(drafts, findings)
    return drafts, directory


def _drafts(raw: RawPlan, findings: Findings) -> dict[str, list[Draft]]:
    drafts: dict[str, list[Draft]] = {}
    for sheet in SHEETS:
        if sheet.name in raw.tables:
            done = delivered_codes(drafts) | done_in(raw.tables[sheet.name])
            drafts[sheet.name] = parse_table(sheet, raw.tables[sheet.name], findings, done)
        elif sheet.required:
            columns = ", ".join(sheet.headers)
            findings.sheet(sheet.name, f"the sheet is missing; add it with the columns {columns}")
    return drafts


def _broken(raw: RawPlan) -> frozenset[str]:
    """The sheets of which no key can be known: unreadable, or not there or empty though required."""
    broken = set()
    for sheet in SHEETS:
        table = raw.tables.get(sheet.name)
        if table is None:
            if sheet.required:
                broken.add(sheet.name)
        elif not table.readable or (sheet.required and not table.headers):
            broken.add(sheet.name)
    return frozenset(broken)


class _Builder:
    """Records from drafts without a fault."""

    def __init__(self, drafts: Mapping[str, list[Draft]], directory: Directory) -> None:
        self._drafts = drafts
        self._directory = directory

    def plan(self) -> Plan:
        """The plan, without its warnings and digest."""
        held: dict[str, Any] = {"members": self._members(), "administrations": self._administrations()}
        for sheet in SHEETS:
            if sheet.name in self._drafts and sheet.plan_field not in held:
                held[sheet.plan_field] = self._held(sheet)
        requests = (self._request(request, held) for request in held["requests"].values())
        held["requests"] = MappingProxyType({request.request: request for request in requests})
        return Plan(**held)

    def _held(self, sheet: Sheet) -> Any:
        """The records of a sheet as the plan holds them: one, by their key, or in their order."""
        records = tuple(_record(draft) for draft in self._drafts[sheet.name])
        if sheet.vertical:
            return records[0]
        if not sheet.keyed:
            return records
        return MappingProxyType({getattr(record, sheet.key[0]): record for record in records})

    def _request(self, request: Request, held: Mapping[str, Any]) -> Request:
        """A request with its blanks resolved."""
        settings, mission_types = held["settings"], held["mission_types"]
        return replace(
            request,
            languages=request.languages or self._directory.languages_of_member(request.member),
            earliest_start=request.earliest_start or settings.start,
            latest_end=request.latest_end or settings.end,
            days=request.days or mission_types[request.mission_type].days,
        )

    def _members(self) -> Mapping[str, Member]:
        """Every Member that the plan names: those with a row first, the others by code."""
        directory = self._directory
        rows = {code: draft for code, draft in directory.members.items() if draft is not None}
        others = sorted(set(directory.members) - set(rows))
        found = {}
        for code in [*rows, *others]:
            found[code] = Member(
                **{
                    **(rows[code].values if code in rows else {}),
                    "member": code,
                    "name": directory.name_of_member(code),
                    "region": directory.region_of_member(code),
                    "languages": directory.languages_of_member(code),
                }
            )
        return MappingProxyType(found)

    def _administrations(self) -> Mapping[str, Administration]:
        """Every administration that the plan names: those with a row first, the others by code."""
        directory = self._directory
        rows = {code: draft for code, draft in directory.administrations.items() if draft is not None}
        others = sorted(set(directory.administrations) - set(rows))
        found = {}
        for code in [*rows, *others]:
            given = rows[code].values if code in rows else {}
            is_member = code in directory.members or code in wco_members()
            name = directory.name_of_member(code) if is_member else code
            found[code] = Administration(
                **{
                    **given,
                    "administration": code,
                    "name": given.get("name") or name,
                    "region": directory.region_of_administration(code),
                    "country": given.get("country") or (code if is_member else ""),
                }
            )
        return MappingProxyType(found)


def _record(draft: Draft) -> Any:
    """The record of a row; a decision knows where it and its cells stand."""
    record = draft.sheet.record(**draft.values)
    if not isinstance(record, Decision):
        return record
    cells = tuple((field, spot.place) for field, spot in draft.spots.items())
    return replace(record, place=draft.whole.place, cells=cells)
