"""Tables of translations: a CSV file beside the module that says its texts, a row per text, a column per
language. All that this package says in several languages is read here."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def translations(package: str, name: str) -> Mapping[str, Mapping[str, str]]:
    """The table `name` of a package: by the text's key, which stands in the first column, by language."""
    lines = files(package).joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines)
    key, *languages = rows.fieldnames or ("",)
    return MappingProxyType(
        {row[key]: MappingProxyType({each: row[each] for each in languages}) for row in rows}
    )
