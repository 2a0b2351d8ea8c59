"""Elements of the XML: text is cleaned of what XML does not allow, and escaped by the library."""

from datetime import date
from xml.etree.ElementTree import Element, SubElement

from allocator.export.text import clean


def added(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new element at the end of another; `_` in an attribute's name stands for `-`."""
    given = {name.replace("_", "-"): clean(value) for name, value in attributes.items()}
    element = SubElement(parent, tag, given)
    if text:
        element.text = clean(text)
    return element


def narrated(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """A new element whose text stands in a narrative, as IATI asks of all that is to be read by people."""
    element = added(parent, tag, **attributes)
    added(element, "narrative", text)
    return element


def valued(parent: Element, amount: int, currency: str, on: date) -> Element:
    """A sum of money as of a day."""
    return added(parent, "value", str(amount), currency=currency, value_date=on.isoformat())
