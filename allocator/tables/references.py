"""Every code and name in the drafts replaced by the code of what it stands for, or noted as a fault."""

from collections.abc import Callable, Sequence

from allocator.plan.reference import UnknownMember, members, resolve_member
from allocator.tables.directory import SECRETARIAT, Directory, Drafts
from allocator.tables.findings import Draft, Findings
from allocator.tables.schema import Column

Resolver = Callable[[str], str | None]


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
    for name, rows in drafts.items():
        for draft in rows:
            for column in draft.sheet.columns:
                if name != "Members":
                    _resolve(draft, column, directory, findings)
    for rows in drafts.values():
        _note_duplicates(rows, findings)
    return directory


def _own_member(draft: Draft, directory: Directory, findings: Findings) -> None:
    if not draft.has("member"):
        return
    text = draft.values["member"]
    try:
        code = directory.own_member(text)
    except ValueError as error:
        findings.on(draft, "member", str(error))
        return
    draft.values["member"] = code
    directory.learn_member(code, draft)
    if code not in members():
        for field in ("region", "languages"):
            if draft.has(field) and not draft.values[field]:
                findings.on(draft, field, f"is blank; {code} is not a WCO Member, so fill it in")


def _own_administration(draft: Draft, directory: Directory, findings: Findings) -> None:
    if not draft.has("administration"):
        return
    text = draft.values["administration"]
    code = directory.own_administration(text)
    draft.values["administration"] = code
    directory.learn_administration(code, draft)
    if code in directory.members or code in members():
        directory.members.setdefault(code, None)
    else:
        _note_outside_body(draft, text, findings)
    if draft.values.get("country"):
        draft.values["country"] = _country(draft.values["country"])


def _note_outside_body(draft: Draft, text: str, findings: Findings) -> None:
    """An employer that is no Member gives its region; one that is spelt like a Member may be meant as one."""
    try:
        resolve_member(text)
    except UnknownMember as unknown:
        if draft.has("region") and not draft.values["region"]:
            why = "for the Secretariat" if text.upper() == SECRETARIAT else str(unknown)
            findings.on(draft, "region", f"is blank; fill in the region ({why})")
        elif unknown.suggestions and text.upper() != SECRETARIAT and not draft.values.get("name"):
            findings.on(
                draft, "administration", f"{unknown}; it is taken for an outside body", severity="warning"
            )


def _country(text: str) -> str:
    """The code of a country that is a Member, else the text as it is."""
    try:
        return resolve_member(text)
    except UnknownMember:
        return text


def _resolve(draft: Draft, column: Column, directory: Directory, findings: Findings) -> None:
    """Replace one value by the code, or the codes, that it stands for."""
    resolver = _resolver(column, directory)
    value = draft.values.get(column.field)
    if resolver is None or not value:
        return
    texts = (value,) if isinstance(value, str) else value
    codes: list[str | None] = []
    faults = []
    for text in texts:
        try:
            codes.append(resolver(text))
        except ValueError as error:
            faults.append(str(error))
    if faults:
        findings.on(draft, column.field, "; ".join(faults))
    elif None in codes:
        draft.fail(column.field)
    else:
        draft.values[column.field] = codes[0] if isinstance(value, str) else tuple(dict.fromkeys(codes))


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
            findings.at(draft.spot(key[0]), f"'{text}' is there twice, first at {place}; keep one")
        else:
            first[values] = draft
