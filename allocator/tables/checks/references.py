"""Every code and name in the drafts replaced by the code of what it stands for, or noted as a fault."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from allocator.errors import first_of
from allocator.plan.entities import SECRETARIAT
from allocator.plan.reference import UnknownMember, members, resolve_member
from allocator.tables.cells.cells import shown
from allocator.tables.checks.directory import Directory, Doubtful, Drafts, member_in_disguise
from allocator.tables.checks.spelling import near
from allocator.tables.findings import Draft, Findings
from allocator.tables.schema import Column

Resolver = Callable[[str], str]
Deferred = list[tuple[Draft, str, list[Doubtful]]]

#: How many faults of one cell are told.
_SHOWN = 3


def resolve_references(drafts: Drafts, broken: frozenset[str], findings: Findings) -> Directory:
    """Resolve the values of all drafts in place and note what refers to nothing, and keys that stand twice.

    `broken` are the sheets whose keys could not be read: what refers to them is left alone.
    """
    directory = Directory(drafts, broken)
    for draft in drafts.get("Members", ()):
        _own_member(draft, directory, findings)
    for draft in drafts.get("Administrations", ()):
        _own_administration(draft, directory, findings)
    directory.learn_keys()
    deferred: Deferred = []
    for name, rows in drafts.items():
        for draft in rows:
            for column in draft.sheet.columns:
                if name != "Members":
                    _resolve(draft, column, directory, findings, deferred)
    _note_deferred(deferred, directory, findings)
    for rows in drafts.values():
        _note_duplicates(rows, findings)
    return directory


def _own_code(draft: Draft, field: str, own: Callable[[str], str], findings: Findings) -> str | None:
    """The code that a row bears itself, in place of what is written there; None where there is none."""
    if not draft.has(field):
        return None
    try:
        code = own(draft.values[field])
    except ValueError as error:
        findings.on(draft, field, str(error))
        return None
    draft.values[field] = code
    return code


def _own_member(draft: Draft, directory: Directory, findings: Findings) -> None:
    code = _own_code(draft, "member", directory.own_member, findings)
    if code is None:
        return
    directory.learn_member(code, draft)
    _note_borrowed_name(draft, code, findings)
    if code not in members():
        for field in ("region", "languages"):
            if draft.has(field) and not draft.values[field]:
                findings.on(draft, field, f"is blank; {code} is not a WCO Member, so fill it in")


def _note_borrowed_name(draft: Draft, code: str, findings: Findings) -> None:
    """Elsewhere a name means the Member that bears it in the bundled table, whatever is said here."""
    try:
        other = resolve_member(draft.values.get("name") or code)
    except UnknownMember:
        return
    if other != code:
        name = shown(draft.values["name"])
        findings.on(
            draft,
            "name",
            f"{name} is the name of {other}, which it means in all other sheets; give {code} another name",
            severity="warning",
        )


def _own_administration(draft: Draft, directory: Directory, findings: Findings) -> None:
    text = draft.values.get("administration", "")
    code = _own_code(draft, "administration", directory.own_administration, findings)
    if code is None:
        return
    directory.learn_administration(code, draft)
    if code in directory.members or code in members():
        directory.members.setdefault(code, None)
    else:
        _note_outside_body(draft, text, findings)
    if draft.values.get("country"):
        _resolve_country(draft, findings)


def _note_outside_body(draft: Draft, text: str, findings: Findings) -> None:
    """An employer that is no Member gives its region; one that is spelt like a Member may be meant as one."""
    try:
        resolve_member(text)
    except UnknownMember as unknown:
        disguise = member_in_disguise(text)
        if draft.has("region") and not draft.values["region"]:
            why = "for the Secretariat" if text.upper() == SECRETARIAT else disguise or str(unknown)
            findings.on(draft, "region", f"is blank; fill in the region ({why})")
        elif disguise:
            message = f"{disguise}, or it is taken for an outside body"
            findings.on(draft, "administration", message, severity="warning")
        elif unknown.suggestions and text.upper() != SECRETARIAT and not draft.values.get("name"):
            findings.on(
                draft, "administration", f"{unknown}; it is taken for an outside body", severity="warning"
            )


def _resolve_country(draft: Draft, findings: Findings) -> None:
    """A country that is a Member gets its code; any other keeps its text, for pairing asks no more of it."""
    try:
        draft.values["country"] = resolve_member(draft.values["country"])
    except UnknownMember as unknown:
        if unknown.ambiguous:
            findings.on(draft, "country", f"{unknown}; write its ISO 3166-1 alpha-3 code")
        elif any(near(draft.values["country"], name) for name in unknown.suggestions):
            message = f"{unknown}; it is taken for another country"
            findings.on(draft, "country", message, severity="warning")


def _resolve(
    draft: Draft, column: Column, directory: Directory, findings: Findings, deferred: Deferred
) -> None:
    """Replace one value by the code, or the codes, that it stands for."""
    resolver = _resolver(column, directory)
    value = draft.values.get(column.field)
    if resolver is None or not value:
        return
    codes, faults, doubts = [], [], []
    for text in (value,) if isinstance(value, str) else value:
        try:
            codes.append(resolver(text))
        except Doubtful as doubt:
            doubts.append(doubt)
        except ValueError as error:
            faults.append(str(error))
    if faults:
        findings.on(draft, column.field, _shown(faults))
    elif doubts:
        draft.fail(column.field)
        deferred.append((draft, column.field, doubts))
    else:
        draft.values[column.field] = codes[0] if isinstance(value, str) else tuple(dict.fromkeys(codes))


def _note_deferred(deferred: Deferred, directory: Directory, findings: Findings) -> None:
    """Note the texts without a row where there are more of them than rows that could not be read."""
    texts: dict[frozenset[str], set[str]] = defaultdict(set)
    for doubt in (doubt for _, _, doubts in deferred for doubt in doubts):
        texts[doubt.sheets].add(doubt.text)
    certainly = {
        sheets: len(set().union(*(own for others, own in texts.items() if others & sheets)))
        > directory.unread(sheets)
        for sheets in texts
    }
    for draft, field, doubts in deferred:
        certain = [str(doubt) for doubt in doubts if certainly[doubt.sheets]]
        if certain:
            findings.on(draft, field, _shown(certain))


def _shown(sentences: Sequence[str]) -> str:
    """The first few of what is wrong in one cell, and how many more there are."""
    return "; ".join(first_of(sentences, _SHOWN, of=" of this kind"))


def _resolver(column: Column, directory: Directory) -> Resolver | None:
    if column.kind in {"member", "members"}:
        return directory.member
    if column.kind == "places":
        return directory.place
    if column.refers:
        return lambda text: directory.code(text, column.refers)
    return None


def _note_duplicates(rows: Sequence[Draft], findings: Findings) -> None:
    first: dict[tuple[object, ...], Draft] = {}
    for draft in rows:
        key = draft.sheet.key
        if not key or not draft.sheet.unique or not draft.has(*key):
            continue
        values = tuple(draft.values[field] for field in key)
        if values in first:
            text = ", ".join(str(value) for value in values)
            place = first[values].spot(key[0]).place
            findings.at(draft.spot(key[0]), f"{shown(text)} is there twice, first at {place}; keep one")
        else:
            first[values] = draft
