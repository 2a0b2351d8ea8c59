"""Numbers as the world writes them: read as what they are, or refused with what they are."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from allocator.tables import SHEETS
from allocator.tables.cells.cells import parse
from allocator.tables.cells.numbers import Range, whole_number

ANY = Range(-(10**11), None)
NATURAL = Range(0, None)
_DEVANAGARI, _ARABIC, _WIDE = (
    str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10)))
    for zero in (0x966, 0x660, 0xFF10)
)

#: Mark between groups of three digits, mark before the fraction.
LOCALES = [
    ("", "."), ("", ","), (",", "."), (".", ","), (" ", ","), (" ", "."), ("\u00a0", ","), ("\u202f", ","),
    ("\u2009", ","), ("\u2007", "."), ("'", "."), ("’", "."), ("’", ","), ("'", ","), ("٬", "٫"),
    ("，", "．"), ("`", "."),
]  # fmt: skip
#: What stands around: {} is the number without its sign.
DRESSES = [
    "{}", " {} ", "+{}", "{} €", "€{}", "€ {}", "EUR {}", "{} EUR", "{} eur", "US$ {}", "{}kr", "Fr. {}",
    "F CFA {}", "{} FCFA", "KSh {}", "Rs. {}", "£{}", "{} ¥", "{}%", "{} %", "{} days", "{} jours",
]  # fmt: skip
NEGATIVES = ["-{}", "−{}", "– {}", "‑{}", "﹣{}", "({})", "( {} )", "-€{}", "€-{}", "(€{})", "{}-", "({}) €"]
SCRIPTS: list[Callable[[str], str]] = [
    str, lambda text: text.translate(_DEVANAGARI), lambda text: text.translate(_ARABIC),
    lambda text: text.translate(_WIDE),
]  # fmt: skip


def grouped(digits: str, mark: str, random: Random) -> str:
    """Digits in groups, now and then as in India where the mark is a comma."""
    parts = []
    sizes = [3, 2] if mark == "," and random.random() < 0.2 else [3, 3]
    while digits:
        size = sizes[bool(parts)]
        digits, part = digits[:-size], digits[-size:]
        parts.append(part)
    return mark.join(reversed(parts))


def written(random: Random) -> tuple[Decimal, str]:
    """A random number, and a text in which somebody may have written it."""
    mark, point = random.choice(LOCALES)
    whole = str(random.choice([random.randrange(10 ** random.randint(1, 9)), 10 ** random.randint(0, 8)]))
    fraction = random.choice(["", "", "0", "00", "5", "50", "05", "25", "000", "500", "0000"])
    text = grouped(whole, mark, random) + (point + fraction if fraction else "")
    number = Decimal(f"{whole}.{fraction or 0}")
    if random.random() < 0.3:
        number, dress = -number, random.choice(NEGATIVES)
    elif not fraction and random.random() < 0.2:
        dress = random.choice(["{}", "€ {}"]) + point + random.choice(["", "-", "–", "--"])
    else:
        dress = random.choice(DRESSES)
    return number, random.choice(SCRIPTS)(dress.format(text))


def named(message: str) -> set[Decimal]:
    """The numbers that a message names, but for the text that it quotes."""
    rest = message[message.rindex("'") + 1 :]
    return {Decimal(text) for text in re.findall(r"-?\d+(?:\.\d+)?", rest)}


@pytest.mark.parametrize("seed", range(8))
def test_a_number_is_read_as_it_is_or_refused_with_its_value(seed: int) -> None:
    random = Random(seed)
    for _ in range(500):
        number, text = written(random)
        lowest = int(number.to_integral_value("ROUND_FLOOR"))
        try:
            assert whole_number(" ".join(text.split()), ANY) == number, text
        except ValueError as error:
            expected = {number} if "ambiguous" in str(error) or number == lowest else {lowest, lowest + 1}
            assert expected <= named(str(error)), f"{text!r}: {error}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("200,00", 200), ("900.00", 900), ("1.400,00", 1400), ("1 900", 1900), ("1’400", 1400),
        ("2500,-", 2500), ("1,400.00", 1400), ("1.000.000", 10**6), ("12,34,567", 1234567), ("2 500:-", 2500),
        ("200.–", 200), ("0,000", 0), ("007", None), ("0.0", 0), ("٣٤", 34), ("+5", 5), ("1234.000", 1234),
        ("3.", 3),
    ],
)  # fmt: skip
def test_what_can_mean_one_number_only_is_that_number(text: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(ValueError, match="looks like the end of a larger number"):
            whole_number(text, NATURAL)
    else:
        assert whole_number(text, NATURAL) == number


@pytest.mark.parametrize(
    ("text", "within", "message"),
    [
        ("12.000", NATURAL, "'12.000' is ambiguous: 12 or 12000; write 12 or 12000"),
        ("1,000", NATURAL, "'1,000' is ambiguous: 1 or 1000; write 1 or 1000"),
        ("1,0000", NATURAL, "is ambiguous: 1 or 10000"),
        ("1'500.000", NATURAL, "is ambiguous: 1500 or 1500000"),
        ("12.500", NATURAL, "12.5 or 12500, of which only 12500 is possible here"),
        ("3.000", Range(1, 5), "3 or 3000, of which only 3 is possible here"),
        ("7.250", Range(1, 5), "7.25 or 7250; a whole number, 1 to 5, is right"),
        ("200,5", NATURAL, "is not a whole number; write 200 or 201"),
        ("0,5", Range(1, 5), "write 1"),
        ("5,5", Range(1, 5), "write 5"),
        ("9.5", Range(1, 5), "1 to 5 is right"),
        ("12 000,00 €", NATURAL, "write 12000 if it is in that one"),
        ("50 %", NATURAL, "write 50 if that number was meant"),
        ("30 days", NATURAL, "write 30"),
        ("2 weeks", NATURAL, "write one such as 3"),
        ("about 30", NATURAL, "write one such as 3"),
        ("1.2E+05", NATURAL, "write 120000 if that was meant"),
        ("(1 200)", NATURAL, "-1200 is too small"),
        ("-€200", NATURAL, "-200 is too small"),
        ("5-", NATURAL, "5 or -5, of which only 5 is possible here"),
        ("10²", NATURAL, "write one such as 3"),
        ("1.000.00", NATURAL, "write one such as 3"),
        ("1 90", NATURAL, "write one such as 3"),
        ("000", NATURAL, "looks like the end of a larger number"),
        ("9" * 400, NATURAL, "write one such as 3"),
    ],
)  # fmt: skip
def test_what_can_mean_more_is_refused_with_what_it_can_mean(text: str, within: Range, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        whole_number(text, within)
    assert message in str(caught.value)


def number_columns() -> list[Any]:
    columns = [(sheet.name, column) for sheet in SHEETS for column in sheet.columns]
    return [pytest.param(column, id=f"{name}-{column.header}") for name, column in columns
            if column.kind in ("whole", "limit")]  # fmt: skip


@pytest.mark.parametrize("column", number_columns())
def test_all_columns_follow_one_rule(column: Any) -> None:
    low = column.least or 0
    wide = replace(column, most=None)
    assert parse(column, f"{low},00") == parse(column, f"{low}.0") == low
    with pytest.raises(ValueError, match=rf"{low + 1} or {low + 1}000"):
        parse(wide, f"{low + 1}.000")
    with pytest.raises(ValueError, match=f"write {low} or {low + 1}"):
        parse(wide, f"{low},5")
