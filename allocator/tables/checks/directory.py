"""Who is who: Members, administrations and the codes of the other sheets, as one input spells them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import inf

from allocator.plan.entities import SECRETARIAT
from allocator.plan.reference import REGIONS, UnknownMember, members, resolve_member
from allocator.tables.cells.cells import region_of, shown
from allocator.tables.cells.look_alikes import latinised, strange_letter
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.findings import Draft
from allocator.tables.schema import SHEET_BY_NAME, normalised

Drafts = Mapping[str, Sequence[Draft]]

_WRITE_CODE = "; write its ISO 3166-1 alpha-3 code"
_SHORT = 6  # letters; what is longer, and near the name of a Member, is that name misspelt
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,4})?")


class Ambiguous(ValueError):  # noqa: N818
    """A text that stands for one of several, so for none."""


class Doubtful(ValueError):  # noqa: N818
    """A text without a row, where rows of `sheets` could not be read as far as their key: it may be one."""

    def __init__(self, message: str, text: str, sheets: frozenset[str]) -> None:
        self.text = text
        self.sheets = sheets
        super().__init__(message)


class Directory:
    """Resolves what cells refer to.

    Every resolving method returns the code, or raises ValueError, with a sentence for the planner, where
    there is no such thing; Doubtful where that may be the echo of a fault in the keys of another sheet.
    `members` and `administrations` grow with every one that is spoken of.
    """

    def __init__(self, drafts: Drafts, broken: frozenset[str]) -> None:
        self._drafts = drafts
        self._unread: dict[str, float] = dict.fromkeys(broken, inf)
        self._keys: dict[str, frozenset[str]] = {}
        self._member_names: dict[str, set[str]] = {}
        self._unknown: dict[tuple[str, tuple[str, ...]], str] = {}
        self.members: dict[str, Draft | None] = {}
        self.administrations: dict[str, Draft | None] = {}

    def learn_member(self, code: str, draft: Draft) -> None:
        """Take a row of the sheet Members, whose code is settled."""
        self.members.setdefault(code, draft)
        for text in (code, draft.values.get("name")):
            if text:
                self._member_names.setdefault(normalised(text), set()).add(code)

    def learn_administration(self, code: str, draft: Draft) -> None:
        """Take a row of the sheet Administrations, whose code is settled."""
        self.administrations.setdefault(code, draft)

    def learn_keys(self) -> None:
        """Take the keys of all other sheets."""
        for name, drafts in self._drafts.items():
            key = SHEET_BY_NAME[name].key[:1]
            missing = sum(not draft.has(*key) for draft in drafts)
            if missing:
                self._unread[name] = self._unread.get(name, 0) + missing
            self._keys[name] = frozenset(
                draft.values[field] for draft in drafts for field in key if draft.has(field)
            )

    def is_sure_of(self, sheet: str) -> bool:
        """Whether every row of a sheet could be read as far as its key."""
        return sheet not in self._unread

    def unread(self, sheets: Iterable[str]) -> float:
        """How many rows of these sheets could not be read as far as their key; infinite for a whole sheet."""
        return sum(self._unread.get(sheet, 0) for sheet in sheets)

    def _not_known(self, message: str, text: str, sheets: Iterable[str]) -> ValueError:
        """What to raise for a text without a row in these sheets."""
        unread = frozenset(sheet for sheet in sheets if sheet in self._unread)
        return Doubtful(message, text, unread) if unread else ValueError(message)

    def own_member(self, text: str) -> str:
        """The code in a row of the sheet Members: a WCO Member's, or the planner's own."""
        try:
            return resolve_member(text)
        except UnknownMember as unknown:
            misspelt = unknown.ambiguous or (len(text) > _SHORT and unknown.suggestions)
            if _CODE.fullmatch(text) and not misspelt:
                return text
            raise ValueError(_asking_for_code(unknown)) from None

    def member(self, text: str) -> str:
        """The Member that a code or name stands for."""
        code = text if text in self.members else None
        try:
            code = code or resolve_member(text)
        except UnknownMember as unknown:
            code = self._called(text)
            if code is None:
                message = f"{_asking_for_code(unknown)}{_list_hint(text)}"
                raise self._not_known(message, text, ("Members",)) from None
        self.members.setdefault(code, None)
        return code

    def _called(self, text: str) -> str | None:
        """The Member that bears a name of its own in the sheet Members; None if none does."""
        codes = sorted(self._member_names.get(normalised(text), ()))
        if len(codes) > 1:
            raise Ambiguous(f"{shown(text)} is the name of {' and '.join(codes)} in Members; write the code")
        return codes[0] if codes else None

    def own_administration(self, text: str) -> str:
        """The code in a row of Administrations: a Member's, the Secretariat's, or an outside body's."""
        if text.upper() == SECRETARIAT:
            return SECRETARIAT
        code = text if text in self.members else self._called(text)
        try:
            return code or resolve_member(text)
        except UnknownMember as unknown:
            if unknown.ambiguous:
                raise Ambiguous(_asking_for_code(unknown)) from None
            return text

    def administration(self, text: str) -> str:
        """The employer that a code, or a Member's name, stands for."""
        code = self.own_administration(text)
        if code in self.administrations:
            return code
        if code in self.members or code in members():
            self.members.setdefault(code, None)
            self.administrations[code] = None
            return code
        raise self._not_known(self._no_employer(text), text, ("Administrations", "Members"))

    def _no_employer(self, text: str) -> str:
        """What is said of an employer without a row."""
        if text.upper() == SECRETARIAT:
            return "the Secretariat needs a row in Administrations that gives its region"
        hint = did_you_mean(text, self.administrations)
        row = "; an outside body needs a row in Administrations"
        if disguise := member_in_disguise(text):
            return disguise
        try:
            return resolve_member(text)
        except UnknownMember as unknown:
            return f"{unknown}{'' if unknown.suggestions else hint}{row}{_list_hint(text)}"

    def place(self, text: str) -> str:
        """A region or a Member."""
        try:
            return region_of(text)
        except ValueError:
            pass
        regions = f", or a region ({', '.join(REGIONS)})"
        try:
            return self.member(text)
        except Doubtful as doubt:
            raise Doubtful(f"{doubt}{regions}", text, doubt.sheets) from None
        except ValueError as error:
            raise ValueError(f"{error}{regions}") from None

    def code(self, text: str, sheets: Sequence[str]) -> str:
        """The code of a row in one of these sheets."""
        for sheet in sheets:
            if sheet != "Administrations" and text in self._keys.get(sheet, ()):
                return text
        if "Administrations" in sheets:
            try:
                return self.administration(text)
            except ValueError as error:
                if len(sheets) == 1 or isinstance(error, Ambiguous):
                    raise
        raise self._not_known(self._no_row(text, tuple(sheets)), text, sheets)

    def _no_row(self, text: str, sheets: tuple[str, ...]) -> str:
        """What is said of a code without a row. The same one may stand in thousands of cells."""
        if (text, sheets) not in self._unknown:
            known = frozenset[str]().union(*(self._keys.get(sheet, ()) for sheet in sheets))
            where = " or ".join(sheets)
            message = f"{shown(text)} has no row in {where}{did_you_mean(text, known)}{_list_hint(text)}"
            if not any(sheet in self._drafts for sheet in sheets):
                message = f"{shown(text)} has no row, for there is no sheet {where}"
            self._unknown[text, sheets] = message
        return self._unknown[text, sheets]

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


def member_in_disguise(text: str) -> str:
    """What is wrong with a text of another script that reads like a Member's code or name; else nothing."""
    disguise = strange_letter(text, latin=True)
    try:
        return f"{shown(text)}: {disguise}" if disguise and resolve_member(latinised(text)) else ""
    except UnknownMember:
        return ""


def _list_hint(text: str) -> str:
    return "; separate several by ;" if "," in text else ""


def _asking_for_code(unknown: UnknownMember) -> str:
    """What is wrong and what would be right, a question last."""
    wrong, mark, question = str(unknown).partition("; did you mean")
    return f"{wrong}{_WRITE_CODE}{mark}{question}"
