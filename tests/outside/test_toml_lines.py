"""Where keys and tables begin in a text of TOML."""

import tomllib

import pytest

from allocator.outside.toml_lines import line_of, lines_of

TEXT = '''# a model
title = """Two
rules = "not here"
[tier]
"""

[rules]
pairing = { level = "hard" }
"language" = { level = "soft" }
  own_country.level = "hard"
[ rules . window ]
level = "off"
[[tier]]
goals = { served = 1 }
[[ tier ]]
goals = {
  }
'''


def test_every_key_and_table_has_the_line_on_which_it_begins() -> None:
    found = lines_of(TEXT)
    assert found == {
        "title": 2, "rules": 7, "rules.pairing": 8, "rules.language": 9, "rules.own_country": 10,
        "rules.own_country.level": 10,
        "rules.window": 11, "rules.window.level": 12, "tier": 13, "tier 1": 13, "tier 1.goals": 14,
        "tier 2": 15, "tier 2.goals": 16,
    }  # fmt: skip
    assert tomllib.loads(TEXT.replace("{\n  }", "{}"))["tier"][1] == {"goals": {}}


@pytest.mark.parametrize(
    ("name", "line"),
    [("rules.pairing", 8), ("rules.pairing.level", 8), ("rules.nothing", 7), ("tier 2", 15), ("tier 3", None),
     ("priorities.6", None), ("", None)],
)  # fmt: skip
def test_what_is_missing_is_sought_where_it_has_to_stand(name: str, line: int | None) -> None:
    assert line_of(lines_of(TEXT), name) == line


def test_a_mark_and_other_line_ends_are_no_lines() -> None:
    assert lines_of("\ufefftitle = 'a'\r\nseed = 1\r\n") == {"title": 1, "seed": 2}
