"""Names of months and weekdays in English, French, Spanish and Portuguese."""

import unicodedata

#: The months as messages name them.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_MONTHS_BY_LANGUAGE = (
    " ".join(MONTHS).casefold(),
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
)
_WEEKDAYS_BY_LANGUAGE = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miercoles jueves viernes sabado domingo",
)


def month_named(name: str) -> int | None:
    """1 for January, `janvier`, `Jan`; None if no month has the name."""
    position = _position(_MONTHS_BY_LANGUAGE, "sep" if name.casefold() == "sept" else name)
    return None if position is None else position + 1


def weekday_named(name: str) -> int | None:
    """0 for Monday, `lundi`, `Mon`; None if no weekday has the name."""
    return _position(_WEEKDAYS_BY_LANGUAGE, name)


def _position(languages: tuple[str, ...], name: str) -> int | None:
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    ).casefold()
    for names in languages:
        if bare in names.split():
            return names.split().index(bare)
    return None
