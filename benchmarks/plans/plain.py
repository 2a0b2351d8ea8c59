"""A made plan without what not every solver knows: the same people, requests and money under fewer rules.

Left out: travel and report days, weekends and holidays (a mission of eight days ends on the eighth),
closures, more than one mission at a Member, quotas of administrations, pre-accredited people and their
mentors, ends of accreditations, other Members of a request, and of agreements the providers and dates.
"""

import pandas as pd

from allocator import Plan
from allocator.plan.policy import CoordinationModel, Level
from benchmarks.plans.generate import make_tables
from benchmarks.plans.sizes import Size

_EVERY_DAY = "Mon-Sun"


def make_plain_plan(size: str | Size, seed: int) -> Plan:
    """The plain plan of a size and a seed. KeyError for an unknown size."""
    return Plan.from_tables(make_plain_tables(size, seed))


def make_plain_tables(size: str | Size, seed: int) -> dict[str, pd.DataFrame]:
    """The same plan as DataFrames, named and shaped like the sheets of a workbook."""
    tables = make_tables(size, seed, "Mon")
    settings = tables["Plan"]
    tables["Plan"] = pd.concat([settings, pd.DataFrame({"key": ["working days"], "value": [_EVERY_DAY]})])
    tables["Members"] = tables["Members"].assign(**{"missions at once": 1})
    tables["Closures"] = tables["Closures"].iloc[:0]
    tables["Administrations"] = tables["Administrations"].assign(**{"away at once": "-", "days": "-"})
    held = {"status": "accredited", "valid until": None}
    tables["Qualifications"] = tables["Qualifications"].assign(**held)
    tables["Mission types"] = tables["Mission types"].assign(**{"report days": 0})
    tables["Requests"] = tables["Requests"].assign(**{"other members": ""})
    tables["Agreements"] = tables["Agreements"].assign(**{"providers": "", "from": None, "to": None})
    tables["Travel"] = tables["Travel"].assign(days=0)
    return tables


def plain_model(model: CoordinationModel) -> CoordinationModel:
    """A model of the benchmarks without the rule that plain plans leave out."""
    return model.with_levels(holidays=Level.OFF)
