"""Dates as the world writes them: read as what they are, or refused."""

from datetime import date, timedelta
from random import Random

import pytest

from allocator.tables.cells.dates import date_of
from allocator.tables.cells.months import MONTHS
from tests.tables.cells.test_numbers import SCRIPTS

FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
STYLES = [
    "{d:%Y-%m-%d}", "{d:%Y/%m/%d}", "{d:%Y.%m.%d}", "{d:%d/%m/%Y}", "{d:%m/%d/%Y}", "{d:%d.%m.%Y}",
    "{d.day}. {d.month}. {d.year}", "{d.day} {en} {d.year}", "{en} {d.day}, {d.year}", "{d:%d-%b-%Y}",
    "{d.day}-{en}-{d.year}", "{d.day} {fr} {d.year}", "{d.day} de {es} de {d.year}",
    "{d:%a} {d.day} {en} {d.year}",
    "{d:%Y%m%d}", "{d:%d%m%Y}", "{d:%d/%m/%y}", "{d.year}-{d.day:02}-{d.month:02}", "{d:%Y-%m-%dT00:00:00}",
    "{d:%Y-%m-%d} 23:00", "{en} {d.year}", "{d:%d/%m}", "{d.day}{en}{d.year}", "{d:%Y-%j}", "{d:%G-W%V-%u}",
]  # fmt: skip

#: Styles that nobody but a machine can tell from another one: year, day, month.
_SWAPPED = 17


@pytest.mark.parametrize("style", range(len(STYLES)))
def test_a_date_is_read_as_it_is_or_refused(style: int) -> None:
    random = Random(style)
    for _ in range(200):
        day = date(2020, 1, 1) + timedelta(days=random.randrange(4000))
        month = day.month - 1
        text = STYLES[style].format(
            d=day, en=MONTHS[month], fr=FRENCH.split()[month], es=SPANISH.split()[month]
        )
        meant = {day}
        if style == _SWAPPED and day.day <= 12:
            meant = {date(day.year, day.day, day.month)}
        try:
            assert date_of(random.choice(SCRIPTS)(text)) in meant, text
        except ValueError as error:
            assert "ambiguous" not in str(error) or f"write {day}" in str(error) or f"or {day}" in str(error)


def test_a_letter_in_disguise_in_the_name_of_a_month_is_named() -> None:
    with pytest.raises(ValueError, match=r"position 2 is the Cyrillic а .*, not the Latin a; write May"):
        date_of("1 Mаy 2026")
