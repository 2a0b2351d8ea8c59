"""Who is who: Members, administrations and the codes of the other sheets, as one input spells them."""

import re
from collections.abc import Mapping, Sequence

from allocator.plan.reference import REGIONS, UnknownMember, members, resolve_member
from allocator.tables.cells import region_of, shown
from allocator.tables.findings import Draft
from allocator.tables.schema import SHEET_BY_NAME, normalised
from allocator.tables.suggest import did_you_mean

SECRETARIAT = "WCO"

Drafts = Mapping[str, Sequence[Draft]]

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,5}")


class Directory:
    """Resolves what cells refer to.

    Every resolving method returns the code; None where nothing can be said, because the sheet that would
    hold it has a fault in its keys; and raises ValueError, with a sentence for the planner, where there is
    no such thing. `members` and `administrations` grow with every one that is spoken of.
    """

    def __init__(self, drafts: Drafts, broken: frozenset[str]) -> None:
        self._drafts = drafts
        self._uncertain = set(broken)
        self._keys: dict[str, frozenset[str]] = {}
        self._member_names: dict[str, str] = {}
        self.members: dict[str, Draft | None] = {}
        self.administrations: dict[str, Draft | None] = {}

    def learn_member(self, code: str, draft: Draft) -> None:
        """Take a row of the sheet Members, whose code is settled."""
        self.members.setdefault(code, draft)
        self._member_names.setdefault(normalised(code), code)
        if draft.values.get("name"):
            self._member_names.setdefault(normalised(draft.values["name"]), code)

    def learn_administration(self, code: str, draft: Draft) -> None:
        """Take a row of the sheet Administrations, whose code is settled."""
        self.administrations.setdefault(code, draft)

    def learn_keys(self) -> None:
        """Take the keys of all other sheets."""
        for name, drafts in self._drafts.items():
            key = SHEET_BY_NAME[name].key[:1]
            if any(not draft.has(*key) for draft in drafts):
                self._uncertain.add(name)
            self._keys[name] = frozenset(
                draft.values[field] for draft in drafts for field in key if draft.has(field)
            )

    def is_sure_of(self, sheet: str) -> bool:
        """Whether every row of a sheet could be read as far as its key."""
        return sheet not in self._uncertain

    def own_member(self, text: str) -> str:
        """The code in a row of the sheet Members: a WCO Member's, or the planner's own."""
        try:
            return resolve_member(text)
        except UnknownMember as unknown:
            if _CODE.fullmatch(text):
                return text
            raise ValueError(f"{unknown}; write its ISO 3166-1 alpha-3 code") from None

    def member(self, text: str) -> str | None:
        """The Member that a code or name stands for."""
        code = text if text in self.members else None
        try:
            code = code or resolve_member(text)
        except UnknownMember as unknown:
            code = self._member_names.get(normalised(text))
            if code is None:
                if "Members" in self._uncertain:
                    return None
                raise ValueError(f"{unknown}; write its ISO 3166-1 alpha-3 code{_list_hint(text)}") from None
        self.members.setdefault(code, None)
        return code

    def own_administration(self, text: str) -> str:
        """The code in a row of Administrations: a Member's, the Secretariat's, or an outside body's."""
        if text.upper() == SECRETARIAT:
            return SECRETARIAT
        code = text if text in self.members else self._member_names.get(normalised(text))
        try:
            return code or resolve_member(text)
        except UnknownMember:
            return text

    def administration(self, text: str) -> str | None:
        """The employer that a code, or a Member's name, stands for."""
        code = self.own_administration(text)
        if code in self.administrations:
            return code
        if code in self.members or code in members():
            self.members.setdefault(code, None)
            self.administrations[code] = None
            return code
        if "Administrations" in self._uncertain or "Members" in self._uncertain:
            return None
        if code == SECRETARIAT:
            raise ValueError("the Secretariat needs a row in Administrations that gives its region")
        try:
            return resolve_member(text)
        except UnknownMember as unknown:
            hint = "" if unknown.suggestions else did_you_mean(text, self.administrations)
            row = "; an outside body needs a row in Administrations"
            raise ValueError(f"{unknown}{hint}{row}{_list_hint(text)}") from None

    def place(self, text: str) -> str | None:
        """A region or a Member."""
        try:
            return region_of(text)
        except ValueError:
            pass
        try:
            return self.member(text)
        except ValueError as error:
            raise ValueError(f"{error}, or a region ({', '.join(REGIONS)})") from None

    def code(self, text: str, sheets: Sequence[str]) -> str | None:
        """The code of a row in one of these sheets."""
        for sheet in sheets:
            if sheet != "Administrations" and text in self._keys.get(sheet, ()):
                return text
        if "Administrations" in sheets:
            try:
                if (code := self.administration(text)) is not None:
                    return code
            except ValueError:
                if len(sheets) == 1:
                    raise
        if any(sheet in self._uncertain for sheet in sheets):
            return None
        if not any(sheet in self._drafts for sheet in sheets):
            raise ValueError(f"{shown(text)} has no row, for there is no sheet {' or '.join(sheets)}")
        known = [key for sheet in sheets for key in self._keys.get(sheet, ())]
        hint = did_you_mean(text, known)
        raise ValueError(f"{shown(text)} has no row in {' or '.join(sheets)}{hint}{_list_hint(text)}")

    def region_of_member(self, code: str) -> str:
        """The region of a Member; empty if its row has a fault there."""
        draft = self.members.get(code)
        own = draft.values.get("region", "") if draft else ""
        return own or (members()[code].region if code in members() else "")

    def languages_of_member(self, code: str) -> tuple[str, ...]:
        """The working languages of a Member; empty if its row has a fault there."""
        draft = self.members.get(code)
        own: tuple[str, ...] = draft.values.get("languages", ()) if draft else ()
        return own or (members()[code].languages if code in members() else ())

    def name_of_member(self, code: str) -> str:
        """The name shown for a Member."""
        draft = self.members.get(code)
        own = draft.values.get("name", "") if draft else ""
        return own or (members()[code].name if code in members() else code)

    def region_of_administration(self, code: str) -> str:
        """The region of an employer; empty if its row has a fault there."""
        draft = self.administrations.get(code)
        if draft is not None and not draft.has("region"):
            return ""
        own = draft.values["region"] if draft else ""
        return own or self.region_of_member(code)


def _list_hint(text: str) -> str:
    return "; separate several by ;" if "," in text else ""
