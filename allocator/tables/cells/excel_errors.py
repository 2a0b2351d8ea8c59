"""The errors that formulas leave in cells."""

from collections.abc import Mapping
from types import MappingProxyType

#: The errors that Excel shows in cells, and what they mean.
EXCEL_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "#REF!": "it points at cells that are gone",
        "#N/A": "a look-up found nothing",
        "#VALUE!": "it calculates with text",
        "#DIV/0!": "it divides by zero",
        "#NAME?": "it uses a name that Excel does not know",
        "#NULL!": "it names ranges that do not meet",
        "#NUM!": "it gives no number",
        "#SPILL!": "its results have no room",
        "#CALC!": "Excel cannot calculate it",
        "#FIELD!": "it asks for a field that is not there",
        "#BLOCKED!": "Excel may not calculate it",
        "#CONNECT!": "Excel found no connection",
        "#UNKNOWN!": "this version of Excel does not know it",
        "#BUSY!": "it was still being calculated",
        "#GETTING_DATA": "it was still being calculated",
    }
)
