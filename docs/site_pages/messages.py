"""The page of the messages: what the program can say of an input, found in its source, and what to do then.

The messages themselves say behind a semicolon what would be right. What a kind of message means, and what
helps where none says so itself, stands in `messages.toml`; a test holds that no message is without a place.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import allocator
from site_pages.words import page_of, plain, table

SOURCE = Path(allocator.__file__).parent
#: What takes a message, and the names of variables that hold one.
_TELLING = frozenset(
    {"Fault", "ValueError", "Broken", "BadParameter", "NothingFoundError", "at", "on", "sheet"}
    | {"fault", "fault_of", "refused", "refuse", "warn", "note", "note_refusal"}
)
_HOLDING = frozenset({"message", "reason"})
#: Rooms whose messages speak of the inside of the program, or of an allocation and not of an input.
_INSIDE = (
    "solvers",
    "matrix",
    "rules",
    "results",
    "report",
    "cli/progress.py",
    "problem",
    "plan/",
    "comparison/standings",
)
_BLANK = "…"


@dataclass(frozen=True, order=True)
class Message:
    """A message as a planner sees it, with … for what depends on the input, and the file that says it."""

    file: str
    text: str

    @property
    def wrong(self) -> str:
        """The part that says what is wrong."""
        return self._parts[0]

    @property
    def right(self) -> str:
        """The part that says what would be right; empty where the message has none."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        wrong, _, right = self.text.partition("; ")
        return wrong.rstrip(), right if right.strip(f"{_BLANK} ") else ""


@cache
def explained() -> Mapping[str, Any]:
    """The kinds of messages, each with its files and what it means; and what helps with single ones."""
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


@cache
def known() -> tuple[Message, ...]:
    """Every message of the program about an input, in the order of the files."""
    found: dict[Message, None] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        file = path.relative_to(SOURCE).as_posix()
        if not file.startswith(_INSIDE):
            found |= dict.fromkeys(Message(file, text) for text in _texts(path) if _is_message(text))
    return tuple(found)


def kind_of(message: Message) -> str | None:
    """The title of the kind that a message belongs to; None where no kind names its file."""
    for title, kind in explained()["kind"].items():
        if message.file.startswith(tuple(kind["files"])):
            return str(title)
    return None


def helps(message: Message) -> str:
    """What to do: the message's own words, else those of `messages.toml`, else nothing."""
    own = explained()["single"].get(message.text, "")
    return str(own) or _sentence(message.right)


_INTRO = """# Messages

What the program may say of a plan, a policy, a scenario or a command, and what to do. Every message names
its place first, such as `Requests!D4 (languages)`: sheet, cell, column; all faults of an input are told at
once. Where … stands, the message says what was found. Search this page (or the whole site) for a few words
of the message that you see; the list is made from the program itself.

A message that begins with *warning* stops nothing. One that begins with *DEFECT* is a fault of the program:
please report it with its words."""


def page() -> str:
    """All messages by kind."""
    parts = [
        _INTRO,
    ]
    for title, kind in explained()["kind"].items():
        rows = sorted({(plain(m.wrong), plain(helps(m))) for m in known() if kind_of(m) == title})
        if rows:
            parts += [f"## {title}", str(kind["means"]), table(("message", "what to do"), rows)]
    return page_of(parts)


def _is_message(text: str) -> bool:
    return " " in text.strip() and len(re.sub(r"[^a-z]", "", text)) > 8


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func).lstrip("_") in _TELLING:
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "message")]
            yield from filter(None, map(_text, given))
        if isinstance(node, ast.Assign) and any(_name(target) in _HOLDING for target in node.targets):
            yield _text(node.value)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    """A text with … for its blanks; empty where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else _BLANK for part in node.values)
        return re.sub(f"{_BLANK}+", _BLANK, "".join(map(str, parts)))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (_text(node.left) or _BLANK) + (_text(node.right) or _BLANK)
    return ""
