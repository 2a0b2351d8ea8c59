"""What every workbook that is written here has in common."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

#: Options for `xlsxwriter.Workbook`: whatever text somebody gave stays text.
AS_TEXT: Final[Mapping[str, Any]] = MappingProxyType({
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
})  # fmt: skip

#: The property `created` where no result gives one: without a clock the same workbook is the same bytes.
NO_CLOCK: Final = datetime(2026, 1, 1)  # noqa: DTZ001  # as XlsxWriter takes it
