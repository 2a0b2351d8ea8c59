"""What administrations read, in four languages: one table, a row per text."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

#: The languages, in the order of the table's cells.
LANGUAGES: Final = ("en", "fr", "es", "pt")

_TABLE: Mapping[str, tuple[str, str, str, str]] = {
    "sheet": ("Asked for", "Demandes", "Solicitudes", "Pedidos"),
    "heading": (
        "Experts asked of {body}",
        "Experts demandés à {body}",
        "Expertos solicitados a {body}",
        "Peritos solicitados a {body}",
    ),
    "lead": (
        "{title}, {first} to {last}. People: {people}; missions: {missions}; days away from home: {away}.",
        "{title}, du {first} au {last}. Personnes : {people} ; missions : {missions} ; absences : {away} j.",
        "{title}, del {first} al {last}. Personas: {people}; misiones: {missions}; días de ausencia: {away}.",
        "{title}, de {first} a {last}. Pessoas: {people}; missões: {missions}; dias de ausência: {away}.",
    ),
    "nobody": (
        "{title}: nobody is asked for any more.",
        "{title} : plus personne n’est demandé.",
        "{title}: ya no se solicita a nadie.",
        "{title}: já não é solicitado ninguém.",
    ),
    "expert": ("expert", "expert", "experto", "perito"),
    "departure": ("departure", "départ", "salida", "partida"),
    "first day": ("first day of the mission", "premier jour de la mission", "primer día de la misión",
                  "primeiro dia da missão"),
    "last day": ("last day of the mission", "dernier jour de la mission", "último día de la misión",
                 "último dia da missão"),
    "return": ("return", "retour", "regreso", "regresso"),
    "for": ("for", "pour", "para", "para"),
    "mission": ("mission", "mission", "misión", "missão"),
    "partners": ("goes together with", "avec", "junto con", "em conjunto com"),
    "who pays": ("who pays", "financement", "financiación", "financiamento"),
    "expected result": ("expected result", "résultat attendu", "resultado esperado", "resultado esperado"),
    "indicator": ("indicator", "indicateur", "indicador", "indicador"),
    "reply by": ("please reply by", "réponse d’ici le", "respuesta a más tardar el", "resposta até"),
    "status": ("agreed so far", "état", "estado", "situação"),
    "request": ("request", "demande", "solicitud", "pedido"),
    "proposed": ("asked", "demandé", "solicitado", "solicitado"),
    "accepted": ("accepted", "accepté", "aceptado", "aceite"),
    "ticketed": ("travel booked", "voyage réservé", "viaje reservado", "viagem reservada"),
    "done": ("delivered", "effectué", "realizado", "realizado"),
    "subject": (
        "{mission} for {members}, {first} to {last}: {expert}",
        "{mission} pour {members}, du {first} au {last} : {expert}",
        "{mission} para {members}, del {first} al {last}: {expert}",
        "{mission} para {members}, de {first} a {last}: {expert}",
    ),
    "ask": (
        (
            "We would be grateful if {body} could release {expert} for the mission {mission} for {members} "
            "from {first} to {last}, travel from {departure} to {back}."
        ),
        (
            "Nous serions reconnaissants à {body} de bien vouloir mettre à disposition {expert} pour la "
            "mission {mission} au profit de {members}, du {first} au {last}, voyage compris du {departure} "
            "au {back}."
        ),
        (
            "Agradeceríamos a {body} que tuviera a bien poner a disposición a {expert} para la misión "
            "{mission} para {members}, del {first} al {last}, con viaje incluido del {departure} al {back}."
        ),
        (
            "Agradecemos a {body} que possa disponibilizar {expert} para a missão {mission} para {members}, "
            "de {first} a {last}, com viagem incluída de {departure} a {back}."
        ),
    ),
    "together": (
        "The team: {partners}.",
        "L’équipe : {partners}.",
        "El equipo: {partners}.",
        "A equipa: {partners}.",
    ),
    "aim": (
        "Expected result: {result}.",
        "Résultat attendu : {result}.",
        "Resultado esperado: {result}.",
        "Resultado esperado: {result}.",
    ),
    "paid": (
        "The mission is paid by {payer}.",
        "La mission est financée par {payer}.",
        "La misión está financiada por {payer}.",
        "A missão é financiada por {payer}.",
    ),
    "funded": (
        "{agreement}, funded by {funders}",
        "{agreement}, financé par {funders}",
        "{agreement}, financiado por {funders}",
        "{agreement}, financiado por {funders}",
    ),
    "answer": (
        "Please reply by {reply_by}.",
        "Nous vous prions de répondre d’ici le {reply_by}.",
        "Le rogamos que responda a más tardar el {reply_by}.",
        "Solicitamos a sua resposta até {reply_by}.",
    ),
    "months": (
        "January February March April May June July August September October November December",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "date": ("{day} {month} {year}", "{day} {month} {year}", "{day} de {month} de {year}",
             "{day} de {month} de {year}"),
}  # fmt: skip

#: The texts by their name, then by language.
TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {name: MappingProxyType(dict(zip(LANGUAGES, cells, strict=True))) for name, cells in _TABLE.items()}
)


def text(name: str, language: str, **values: object) -> str:
    """A text in a language, filled in. Values may hold anything: braces in them are text."""
    return TEXTS[name][language].format(**values)


def day_words(day: date, language: str) -> str:
    """A date as it is read in a letter: `7 September 2026`."""
    month = TEXTS["months"][language].split()[day.month - 1]
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return text("date", language, day=first, month=month, year=day.year)


def language_for(spoken: Iterable[str]) -> str:
    """The first of some languages that the table has; English where it has none."""
    return next((language for language in spoken if language in LANGUAGES), LANGUAGES[0])
