"""What tables, answers and messages about inputs say in English, said in another language: whole sentences,
from the tables `said.csv` and `said_of_inputs.csv`, and the phrases of reports.

A row of a table is an English text with places, as `{who} left: {other} goes instead`. A place keeps the
codes that stand in it, `{seat:text}` whatever stands there; `{rule:said}` is a place for something that the
table says as well, `{goal:any}` for something that it may say, `{who:list}` for codes, the last behind an
"and", `{n:number}` for a number, `{a:cell}` for what a cell holds, `{sheet:sheet}` for the name of a sheet,
`{a:file}` for that of a file, `{a:codes}` and `{a:choice}` for codes and names with an "or" between them,
`{where:members}` for Members. Texts that are joined by a full stop, a semicolon or a comma are said part
by part. What the table cannot say whole is not said at all: half a sentence in another language helps nobody.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from allocator.outside.translations import translations
from allocator.report.phrases import Phrases, phrases

#: The tables: what results and answers say, and what is said of inputs.
TABLES: Final = ("said.csv", "said_of_inputs.csv")
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_NUMBER = r"[-+]?[\d,.\-:]*\d"
_CODE = r"[^\s,;]+"
_NAME = rf"(?:(?:added )?(?:row|line) )?{_CODE}(?: \([^()]*\))?"
#: What may stand in a place by its kind; a text ends where a part of the sentence does.
_HOLDS: Final[Mapping[str, str]] = {
    "": rf"{_CODE}(?:, {_CODE})*", "code": _CODE, "number": _NUMBER, "said": ".+?", "any": ".+?",
    "list": rf"{_NAME}(?:, {_NAME})*(?: (?:and|or) (?:{_NAME}|[\d,]+ more))?",
    "text": r"(?:(?!; |\. ).)+?",
    "cell": r"'.+?'|\"[^\"]+\"|[^\s;]+(?: [\d:]+)?", "sheet": r"[A-Z]\w*(?: [a-z]+)?(?:\.csv)?",
    "file": r".*?\.(?i:toml)",
    "codes": rf"{_CODE}(?: or {_CODE})*", "choice": r"[^;?]+?",
    "members": r"(?:[A-Z]{3}|others|no country)(?:, (?:[A-Z]{3}|others|no country))*",
}  # fmt: skip
_COUNTED = re.compile(rf"({_NUMBER}) (\D.*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_MORE = re.compile(r"(\d[\d,]*) more")
_WORDS = re.compile(r"[a-z]{2}")
_ENDS: Final = (". ", "; ")
_COMMA: Final = (", ",)


class Said:
    """Texts in one language: `said("nothing drops out")`; None for what the table does not say."""

    def __init__(self, language: str) -> None:
        self._say: Phrases = phrases(language)
        known = {en: self._say.get(key, en) for key, en in phrases("en").plain()}
        table = {text: row[language] for name in TABLES
                 for text, row in translations("allocator.report", name).items()}  # fmt: skip
        known |= {text: other for text, other in table.items() if not _PLACE.search(text)}
        self._known = {**{_raised(text): _raised(other) for text, other in known.items()}, **known}
        rows = (_Sentence(*row) for row in table.items() if _PLACE.search(row[0]))
        sentences = sorted(rows, key=lambda each: -each.firm)
        self._joined_ones = [each for each in sentences if each.is_joined]
        self._sentences = [each for each in sentences if not each.is_joined]
        self._joints = {". ": ". ", ", ": ", ", "; ": self._say("joint")}
        self._said = lru_cache(maxsize=50_000)(self._sought)

    def __call__(self, text: str) -> str | None:
        """A text in the language, or None."""
        return self._said(text)

    def _sought(self, text: str) -> str | None:
        bare = text.strip()
        if not _WORDS.search(bare):
            return self._numbers(text)
        if bare != text:
            found = self._said(bare)
            return None if found is None else text.replace(bare, found)
        if text in self._known:
            return self._known[text]
        if text[-1] in ".:" and (found := self._said(text[:-1])) is not None:
            return found + (text[-1] if text[-1] == "." else self._say("colon"))
        return (
            self._sentence(text, self._joined_ones) or self._parts(text, _ENDS)  # before a place takes it all
            or self._sentence(text, self._sentences) or self._counted(text) or self._parts(text, _COMMA)
        )  # fmt: skip

    def _sentence(self, text: str, among: "list[_Sentence]") -> str | None:
        for each in among:
            match = each.match(text)
            if match is None:
                continue
            values = {name: self._place(each.kinds[name], value) for name, value in match.groupdict().items()}
            if None not in values.values():
                said = each.other.format(**values)
                return _raised(said) if text[0].isupper() else said
        return None

    def _place(self, kind: str, value: str) -> str | None:
        if kind == "said":
            return self._said(value)
        if kind == "any":
            return self._name(value)
        if kind == "file":
            return value
        if kind in ("codes", "choice"):
            return f" {self._name('or')} ".join(value.split(" or "))
        return self._listed(value) if kind in ("list", "members") else self._numbers(value)

    def _listed(self, value: str) -> str:
        """`A, B and C`; `nobody`, or how many more, said."""
        first, joint, last = value.partition(" or " if " or " in value else " and ")
        names = ", ".join(map(self._name, first.split(", ")))
        more = _MORE.fullmatch(last)
        if more:
            return f"{names} {self._say('more', n=self._numbers(more[1]))}"
        return f"{names} {self._name(joint.strip())} {self._name(last)}" if last else names

    def _name(self, value: str) -> str:
        return self._said(value) or value

    def _counted(self, text: str) -> str | None:
        """`3 weight units`: a number and what it counts."""
        match = _COUNTED.fullmatch(text)
        noun = match and (self._known.get(match[2]) or self._sentence(match[2], self._sentences))
        return f"{self._numbers(match[1])} {noun}" if match and noun else None

    def _parts(self, text: str, joints: tuple[str, ...]) -> str | None:
        for joint in joints:
            parts = text.split(joint)
            if len(parts) > 1 and None not in (said := [self._said(part) for part in parts]):
                return self._joints[joint].join(filter(None, said))
        return None

    def _numbers(self, text: str) -> str:
        return _THOUSANDS.sub(lambda match: self._say.number(int(match[0].replace(",", ""))), text)


class _Sentence:
    """A row with places: what it looks like in English, and the same in the other language."""

    def __init__(self, text: str, other: str) -> None:
        self.other = _PLACE.sub(r"{\1}", other)
        self.kinds: dict[str, str] = dict(_PLACE.findall(text))
        literal = _PLACE.split(text)[::3]
        self.firm = sum(map(len, literal))
        self.is_joined = any(joint in part for part in literal for joint in _ENDS)
        self._anchor = max(literal[1:], key=len)
        holds = [f"(?P<{name}>{_HOLDS[kind]})" for name, kind in self.kinds.items()]
        start, *rest = map(re.escape, literal)
        start = f"[{start[0]}{start[0].upper()}]{start[1:]}" if start[:1].islower() else start
        self._pattern = re.compile("".join([start, *(a + b for a, b in zip(holds, rest, strict=True))]))

    def match(self, text: str) -> re.Match[str] | None:
        """What stands in the places of a text; most texts lack the longest of the words between them."""
        return self._pattern.fullmatch(text) if self._anchor in text else None


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def said(language: str) -> Said:
    """The texts of a language of the table. Raises InputError for a language without phrases."""
    return Said(language)
