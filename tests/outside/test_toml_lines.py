"""Where keys and tables begin in a text of TOML."""

import tomllib
import tracemalloc

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
    [("rules.pairing", 8), ("rules.pairing.level", 8), ("rules.nothing", 7), ("tier 2", 15), ("tier 3", 13),
     ("tier 3.goals", 13), ("priorities.6", None), ("", None)],
)  # fmt: skip
def test_what_is_missing_is_sought_where_it_has_to_stand(name: str, line: int | None) -> None:
    assert line_of(lines_of(TEXT), name) == line


def test_a_mark_and_other_line_ends_are_no_lines() -> None:
    assert lines_of("\ufefftitle = 'a'\r\nseed = 1\r\n") == {"title": 1, "seed": 2}


@pytest.mark.parametrize(
    "value",  # in which D stands for three double quotation marks, S for three single ones
    [
        '"one # line"', "'one # line'", "1 # D no text begins", "1 # it's", "[ # S\n]", r'"\""', r"'\'",
        '"[" # {', '"S"', "'D'", "D\nx = 1\nD", "S\nx = 1\nS", r'D\"D" # D', 'Da\\D\nx = 1 # "\nD', "DS\nD",
        "SD\nS", '""Da\nx = 1""D', "''Sa\nx = 1''S", "DD", "SS", '[\n["x"],\n[[1],[2]],\n]',
        '[\n  # ]\n  "]",\n  { x = 1 },\n]', "[\n\n]", "{ x = [\n1,\n] }",
    ],
)  # fmt: skip
def test_whatever_a_value_holds_what_follows_has_its_line(value: str) -> None:
    value = value.replace("D", '"' * 3).replace("S", "'" * 3)
    text = f"a = {value}\n\n  b = 1\n[c]\nd = 1\n"
    assert set(tomllib.loads(text)) == {"a", "b", "c"}
    more = value.count("\n")
    assert lines_of(text) == {"a": 1, "b": 3 + more, "c": 4 + more, "c.d": 5 + more}


def test_keys_are_named_as_toml_means_them() -> None:
    text = """['"a"']\n"b\\u0063" = 1\n"d\\"e" . f = 2\n"""
    assert lines_of(text) == {'"a"': 1, '"a".bc': 2, '"a".d"e': 3, '"a".d"e.f': 3}
    assert tomllib.loads(text) == {'"a"': {"bc": 1, 'd"e': {"f": 2}}}


@pytest.mark.parametrize(
    "tiers", ["tier = [ {} ]", "tier = [\n  { goals = {} },\n]", "tier = {}", "[tier]", "[[tier]]"]
)
def test_what_stands_in_a_list_has_the_line_of_the_list(tiers: str) -> None:
    assert line_of(lines_of(f"title = 'a'\n{tiers}"), "tier 1") == 2


def test_long_names_are_left_out_and_take_no_room() -> None:
    long = ".".join(["a" * 50] * 16)
    text = f"b = 1\n[{long}]\n" + "".join(f"k{n} = 1\n" for n in range(20_000)) + f"[c]\n{long} = 1\nd = 1\n"
    tracemalloc.start()
    found = lines_of(text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {"b": 1, "c": 20_003, "c.d": 20_005} and most < 1 << 20
