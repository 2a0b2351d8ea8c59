"""The sheets that a result is written to, beside those of its input: the registry of output sheets.

It stands down here, because the reader must know them: a result is a plan again. `allocator.report.registry`
finds behind each name the module of the report that makes the sheet.
"""

from collections.abc import Mapping
from types import MappingProxyType

#: The sheet in which a result carries its model and where it comes from. The last: it says how long the
#: others took.
CHECKS = "Checks"

#: Parts of the sheet Checks whose findings, one below the other, are a model file, and what a result says of
#: itself.
MODEL_FILE, RESULT_FILE = "Model file", "Result file"

#: Module of `allocator.report` by the name of the sheet, in the order of the workbook.
WRITTEN_SHEETS: Mapping[str, str] = MappingProxyType(
    {
        "Summary": "summary_sheet",
        "Missions": "mission_sheet",
        "Assignments": "assignment_sheet",
        "Calendar": "calendar_sheet",
        "Experts": "expert_sheet",
        "Administrations": "administration_load_sheet",
        "Regions": "region_sheet",
        "Agreements": "agreement_sheet",
        "Unserved": "unserved_sheet",
        "Alternatives": "alternatives_sheet",
        "Alternative teams": "alternative_teams_sheet",
        "Stand-ins": "stand_in_sheet",
        "Changes": "changes_sheet",
        "Delivery": "delivery_sheet",
        "Delivery counts": "delivery_count_sheet",
        "Advice": "advice_sheet",
        CHECKS: "check_sheet",
    }
)
