"""Whether a workbook is still as Allocator left it."""

import re
import zipfile
from pathlib import Path

from allocator.tables.excel.workbook import sheet_titles
from allocator.tables.excel.zip_parts import Parts
from allocator.tables.schema import REPLIES
from allocator.tables.written_sheets import CHECKS

#: A sheet that every result has, every check, and every other answer.
_MARKS = frozenset(
    {CHECKS, "Findings", "Compared", "Sweep", "Alternative teams", "Why these", REPLIES}
    # what advise answers to each question
    | {"Rule prices", "Curve", "Accredit next", "Tentative releases", "Agreement clauses", "Withdrawals"}
)
#: Who saved last what has no sheet of these names: copies with faults marked, what administrations are sent.
#: A program that saves it puts its user there.
MARKER = "Allocator"
_SAVED_BY = re.compile(rb"<(?:\w+:)?lastModifiedBy>" + MARKER.encode() + rb"<")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^<>]*>([^<>]*)<")


def is_as_written(path: Path) -> bool:
    """Whether a workbook is a result, an answer or a marked copy as Allocator left it: since then no program
    has saved it.

    A program that saves a workbook puts the time, in whole seconds, into its properties.
    """
    try:
        is_ours = not sheet_titles(path).isdisjoint(_MARKS)
        with zipfile.ZipFile(path) as archive:
            properties = Parts(archive).read("docProps/core.xml")
    except MemoryError:
        raise
    except Exception:  # whatever damaged parts lead to inside: nobody left it so
        return False
    times = dict(_TIMES.findall(properties))
    if not (is_ours or _SAVED_BY.search(properties)):
        return False
    return b"created" in times and times[b"created"] == times.get(b"modified")
