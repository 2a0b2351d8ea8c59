"""The rules: `eligibility` drops candidates, `coupling` joins decisions. One module each, same shape."""

from allocator.rules.base import Rule
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY

#: Every rule by code, in the order of the model files.
RULES: dict[str, Rule] = {module.RULE.code: module.RULE for module in (*ELIGIBILITY, *COUPLING)}
