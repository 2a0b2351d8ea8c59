"""Formulas in Markdown, `$…$` and blocks of `math`, as MathML that every browser shows without a script."""

import re

from latex2mathml.converter import convert

_BLOCK = re.compile(r"^( *)```math\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<![\\$`\w])\$(?! )([^$\n]+?)(?<! )\$(?![\w$])")
_CODE_SPAN = re.compile(r"`[^`\n]*`")


def as_mathml(text: str) -> str:
    """The text with its formulas as MathML; code is left as it is."""
    if "$" not in text:
        return text
    text = _BLOCK.sub(lambda found: found[1] + _shown(found[2], "block"), text)
    kept: list[str] = []

    def keep(code: re.Match[str]) -> str:
        kept.append(code[0])
        return f"\0{len(kept) - 1}\0"

    for pattern in (_FENCED, _CODE_SPAN):
        text = pattern.sub(keep, text)
    text = _INLINE.sub(lambda found: _shown(found[1], "inline"), text)
    while "\0" in text:
        text = re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], text)
    return text


def _shown(formula: str, display: str) -> str:
    """A formula as one line of MathML, which Markdown leaves alone; a block has one formula on each line."""
    if display == "block":
        lines = [_bare(line, display) for line in formula.splitlines() if line.strip()]
        return f'<div class="formula">{"".join(lines)}</div>'
    # in a span: at the head of a line Markdown would take it for a block
    return f"<span>{_bare(formula, display)}</span>"


def _bare(formula: str, display: str) -> str:
    made = re.sub(r"\s*\n\s*", "", convert(formula, display=display))
    for character in "|*_[]":
        made = made.replace(character, f"&#{ord(character)};")
    return made
