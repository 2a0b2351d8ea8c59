# %% [markdown]
# # The price of pairing
#
# Two experts of one mission should come from different countries. What does that rule cost? Two plans are
# solved three times each: the rule off, soft (wanted, but never at the expense of a mission) and hard.

# %%
from pathlib import Path

import pandas as pd

import allocator
from allocator.plan.policy import Level

TIME_LIMIT = 60  # seconds for each search; the small plan needs less than one
PLANS = ("first-steps", "columbus")

ROOT = Path(__file__).parents[1] if "__file__" in globals() else Path.cwd().parent
national = allocator.read_model(ROOT / "models" / "national.toml")
strict = national.with_levels(pairing=Level.HARD)

# %% [markdown]
# Where the rule is off, nothing counts same-country places. `allocator.verify` under the strict model does:
# each violation carries its amount, whatever model the allocation was made under.


# %%
def row(name: str, level: Level) -> dict[str, object]:
    """What one level of the rule brings on one plan."""
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / name)
    result = allocator.solve(plan, national.with_levels(pairing=level), time_limit=TIME_LIMIT)
    served = result.goals[0]
    violations = allocator.verify(plan, strict, result.allocation)
    return {
        "plan": name,
        "pairing": str(level),
        "missions": len(result.allocation.missions),
        "weight served": served.value,
        "at most": served.bound,
        "same-country places": sum(v.amount for v in violations if v.rule == "pairing"),
    }


rows = [row(name, level) for name in PLANS for level in (Level.OFF, Level.SOFT, Level.HARD)]

# %%
print(pd.DataFrame(rows).to_string(index=False))  # noqa: T201

# %% [markdown]
# Read the weights with their bounds: differences smaller than the distance to the bound may come from the
# search, not from the rule. On `first-steps` all is proven: pairing costs nothing while it is soft, and one
# mission of weight 7 once it is hard. On `columbus` the rule hardly bites: its teams seldom come from one
# country even where nobody asks for different ones.
