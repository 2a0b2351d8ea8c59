# %% [markdown]
# # Whom to accredit next, whom to phone
#
# Accrediting an expert takes a workshop and a field mission; confirming a release takes a phone call. Which
# of them would serve most? The same year is solved again for each possibility, from the plan at hand, and
# each answer is an interval: *at least* this much more is served, *at most* that much. It holds however
# short the time was.

# %% tags=["parameters"]
SECONDS = 20  # for the plan; the questions take four times and twice as long

# %%
from pathlib import Path

import altair as alt
import pandas as pd

import allocator
from allocator.report.advice_sheets import advice_tables

ROOT = Path.cwd().parent  # notebooks run in their own folder
_ = alt.renderers.enable("png", scale_factor=1.5)


def intervals(rows: pd.DataFrame, who: str, title: str) -> alt.LayerChart:
    """A bar from at least to at most for each row, with a point at what was found."""
    base = alt.Chart(rows.head(12), title=title).encode(
        y=alt.Y(f"{who}:N", sort=list(rows[who]), title=None, axis=alt.Axis(labelLimit=330))
    )
    bars = base.mark_bar(height=9, color="#7fb5ae").encode(
        x=alt.X(
            "at least:Q",
            title="weight units that would be served in addition (bar: at least to at most; point: found)",
        ),
        x2="at most:Q",
    )
    points = base.mark_point(filled=True, size=80, color="#b35900").encode(x="found:Q")
    chart: alt.LayerChart = (bars + points).properties(width=430, height=alt.Step(20))
    return chart


# %% [markdown]
# ## The plan at hand

# %%
plan, model, _settings = allocator.read_scenario(ROOT / "scenarios" / "larger-administrations.toml")
result = allocator.solve(plan, model, time_limit=SECONDS)
served = result.goals[0]
missions, asked = len(result.allocation.missions), len(plan.open_requests)
print(f"{missions} of {asked} requests are served: {served.value} weight units, at most {served.bound}.")

# %% [markdown]
# Who has to wait? How much more any plan could serve, with these people under these rules, says the bound
# above.

# %%
result.unserved.set_index("request")[["member name", "priority"]]

# %% [markdown]
# ## Whom to accredit next
#
# Looked at are people with one change each: somebody new, a pre-accredited person accredited, an expert of
# the pool with one qualification or language more.

# %%
accredit = {
    table.name: table.frame()
    for table in advice_tables(allocator.advise.accredit(result, time_limit=4 * SECONDS))
}
alone = accredit["Accredit alone"]
best = alone.iloc[0]
intervals(alone, "who", f"First choice: {best['who']}")

# %% [markdown]
# Those at the top serve most. A bar that begins at zero and has no point was not searched in the time
# given; what it says is true all the same. One after the other, each beside those before:

# %%
steps = accredit["Accredit next"].set_index("step")
steps[["who", "at least", "at most", "served then", "newly served", "dropped"]]

# %% [markdown]
# ## Whom to phone
#
# First those whose *tentative* releases carry something today: what would be lost if they were not
# confirmed?

# %%
phone = {
    table.name: table.frame()
    for table in advice_tables(allocator.advise.phone(result, time_limit=2 * SECONDS))
}
tentative = phone["Tentative releases"]
tentative[tentative["missions"] != ""].set_index("expert")[["tentative", "missions", "at least", "at most"]]

# %% [markdown]
# Then those who are not released when they are needed. The column *wanted* has the days to ask for:

# %%
missing = phone["Missing releases"]
first = missing.iloc[0]
intervals(missing, "expert", f"First call: {first['expert']}")

# %%
missing[missing["wanted"] != ""].set_index("expert")[["wanted", "at least", "at most", "newly served"]].head(
    8
)

# %% [markdown]
# ## What to take from it
#
# * A call costs little: begin with those whose bar begins above zero.
# * An accreditation lasts for years. Before deciding, ask the same of last year's and next year's plan:
#   `allocator advise accredit` takes any result.
# * Where all bars are short, people are not what is missing. Then `allocator advise agreements` and
#   `allocator advise rules` are the next questions.
