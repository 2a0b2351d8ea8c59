# %% [markdown]
# # The price of pairing
#
# Two experts of one mission should come from different countries. What does that rule cost? The same plan is
# solved three times: the rule off, soft (wanted, but never at the expense of a mission) and hard.

# %%
from pathlib import Path

import pandas as pd

import allocator
from allocator.policy import Level

TIME_LIMIT = 60  # seconds for each of the three searches

ROOT = Path(__file__).parents[1] if "__file__" in globals() else Path.cwd().parent
plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
national = allocator.read_model(ROOT / "models" / "national.toml")

# %% [markdown]
# Where the rule is off, nothing counts same-country places. `allocator.verify` under the strict model does: each
# violation carries its amount, whatever model the allocation was made under.

# %%
strict = national.with_levels(pairing=Level.HARD)


def same_country_places(result: allocator.Result) -> int:
    """Team sizes less distinct countries, added up."""
    found = allocator.verify(plan, strict, result.allocation)
    return sum(violation.amount for violation in found if violation.rule == "pairing")


rows = []
for level in (Level.OFF, Level.SOFT, Level.HARD):
    result = allocator.solve(plan, national.with_levels(pairing=level), time_limit=TIME_LIMIT)
    served = result.goals[0]
    rows.append(
        {
            "pairing": str(level),
            "missions": len(result.allocation.missions),
            "weight served": served.value,
            "at most": served.bound,
            "same-country places": same_country_places(result),
        }
    )

# %%
print(pd.DataFrame(rows).to_string(index=False))

# %% [markdown]
# Read the weights with their bounds: differences smaller than the distance to the bound may come from the
# search, not from the rule. A longer `TIME_LIMIT` brings them closer.
