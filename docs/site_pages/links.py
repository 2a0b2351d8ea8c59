"""Links of documents that are read both in the project's folder and on the site.

A link to another document of the site is written as the site needs it; one to a file that the site does not
have, such as a module, keeps its words and is no link.
"""

import os
import posixpath
import re
from pathlib import PurePosixPath

#: Documents that stand beside what they speak of, and are pages of the site as well.
BROUGHT_IN = (
    "models/README.md",
    "models/national.toml",
    "models/regional.toml",
    "models/tripartite.toml",
    "models/multipartite.toml",
    "scenarios/README.md",
    "benchmarks/README.md",
    "benchmarks/over-time.svg",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
)
_LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z]+:|#")


def mended(text: str, place: str) -> str:
    """The Markdown of the page at `place` (its path in the site) with links that work there."""
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_outside_code(text[end : code.start()], place), code[0]]
        end = code.end()
    return "".join([*parts, _outside_code(text[end:], place)])


def _outside_code(text: str, place: str) -> str:
    return _LINK.sub(lambda link: _link(link, place), text)


def _link(link: re.Match[str], place: str) -> str:
    target = link["target"]
    if _ELSEWHERE.match(target):
        return link[0]
    path, mark, anchor = target.partition("#")
    in_project = posixpath.normpath(posixpath.join(_folder(place), path))
    here = _place_of(in_project)
    if here is None:
        return link["words"]
    there = os.path.relpath(here, PurePosixPath(place).parent).replace(os.sep, "/")
    return f"[{link['words']}]({there}{mark}{anchor})"


def _folder(place: str) -> str:
    """The folder of the project from which the links of a page lead on."""
    return posixpath.dirname(place if place in BROUGHT_IN else f"docs/{place}")


def _place_of(in_project: str) -> str | None:
    """Where the site has a file of the project; None where it has not."""
    if in_project in BROUGHT_IN:
        return in_project
    if in_project == "README.md":
        return "index.md"
    if in_project.startswith("notebooks/") and in_project.endswith(".ipynb"):
        return in_project.removesuffix(".ipynb") + ".md"
    inside = in_project.removeprefix("docs/")
    return inside if inside != in_project and PurePosixPath(inside).suffix else None
