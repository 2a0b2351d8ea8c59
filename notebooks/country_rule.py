# %% [markdown]
# # The question of 2009
#
# In 2009 the World Customs Organization described the work of its planners: *allocating experts to the
# needs of each Member in the plan and developing a time-frame*, on missions of two experts, *attempting to
# match experts from different countries*. (WCO newsroom, "Please call us Capacity Builders", November
# 2009.)
#
# *Attempting*: the rule about countries is wanted, and gives way where it must. What does it cost to want
# it? And what would it cost to insist? This notebook allocates a year, looks at it, and answers both.

# %% tags=["parameters"]
SECONDS = 20  # for each of the four searches

# %%
from pathlib import Path

import altair as alt
import pandas as pd

import allocator
from allocator.plan.policy import Level
from allocator.report.comparison_words import headline

ROOT = Path.cwd().parent  # notebooks run in their own folder
_ = alt.renderers.enable("png", scale_factor=1.5)

# %% [markdown]
# ## The year
#
# The plan is a synthetic year (nobody in it exists) in which most administrations belong to a few large
# ones, so that two colleagues on one team are no rare thing. A scenario file names the plan, the policy,
# and what changes.

# %%
plan, national, _settings = allocator.read_scenario(ROOT / "scenarios" / "larger-administrations.toml")
result = allocator.solve(plan, national, time_limit=SECONDS)
result

# %% [markdown]
# Read the goals from the top: each counts only among plans that are as good in the goals above it. Where
# value and bound are equal, nobody can find a better plan, however long he searches. Where they differ, the
# truth lies between them.
#
# ## Who goes where

# %%
allocator.plot.map(result)

# %% [markdown]
# ## Off, wanted, required
#
# The same year three times: the rule off, soft (wanted, but never at the expense of a mission), and hard.
# For the first goal, what is served, each search leaves a value that was found and a bound that nothing can
# pass.


# %%
def at(level: Level) -> allocator.Result:
    """The year under one level of the rule."""
    return allocator.solve(plan, national.with_levels(pairing=level), time_limit=SECONDS)


years = {"off": at(Level.OFF), "soft": result, "hard": at(Level.HARD)}
strict = national.with_levels(pairing=Level.HARD)


def same_country(year: allocator.Result) -> int:
    """Places whose expert shares the country with another of the team, whatever the year was solved under."""
    return sum(
        each.amount for each in allocator.verify(plan, strict, year.allocation) if each.rule == "pairing"
    )


served = pd.DataFrame(
    {
        "pairing": level,
        "missions": len(year.allocation.missions),
        "served": year.goals[0].value,
        "at most": year.goals[0].bound,
        "same-country places": same_country(year),
    }
    for level, year in years.items()
).set_index("pairing")
served

# %%
levels = list(years)
base = alt.Chart(served.reset_index()).encode(y=alt.Y("pairing:N", sort=levels, title="the rule is"))
axis = alt.Scale(zero=False, padding=12)
found = base.mark_point(size=140, filled=True, color="#00594f").encode(
    x=alt.X(
        "served:Q",
        title="weight of the requests served (point: found; line to the bound: what nothing can pass)",
        scale=axis,
    )
)
room = base.mark_rule(strokeWidth=3, color="#b35900").encode(x=alt.X("served:Q", scale=axis), x2="at most:Q")
words = base.mark_text(dy=-14, fontSize=12).encode(x=alt.X("served:Q", scale=axis), text="served:Q")
(room + found + words).properties(width=620, height=150, title="Wanting it costs no mission; insisting does")

# %% [markdown]
# ## The price, as an interval
#
# What insisting costs is the difference of two best plans. Where they are not known exactly, the price is
# at least *found without the rule, less the bound with it*, and at most *the bound without, less found with
# it*. That holds however short the searches were.

# %%
off, hard = years["off"].goals[0], years["hard"].goals[0]
assert off.bound is not None and hard.bound is not None
price = pd.Series(
    {"at least": off.value - hard.bound, "at most": off.bound - hard.value}, name="weight units"
)
price.to_frame()

# %% [markdown]
# The program says the same in words, goal by goal:

# %%
comparison = allocator.compare(years["off"], years["hard"], names=("off", "required"))
print(headline(comparison))

# %% [markdown]
# *Settled* is what the bounds of both leave no doubt about.
#
# ## What to take from it
#
# * Wanting different countries costs no mission: the policy looks at it only after everything that can be
#   served is served.
# * Insisting costs missions, and the interval says how many at least. Whether it is worth that is not a
#   question of arithmetic.
# * Between the two lies a curve: `allocator advise curve result.xlsx served pairing` gives up one
#   same-country place after the other and says what each costs.
