# %% [markdown]
# # From a spreadsheet to a decision that can be defended
#
# Monday morning. Six requests lie on the desk, seven experts could go, four agreements could pay. On Friday
# the plan goes to the administrations, and somebody will ask why Benin has to wait. This notebook walks
# from the spreadsheet to the answer.

# %% tags=["parameters"]
SECONDS = 10  # for each search; this plan needs less than one

# %%
from pathlib import Path

import altair as alt
import pandas as pd

import allocator

FOLDER = Path.cwd().parent / "scenarios" / "plans" / "first-steps"  # notebooks run in their own folder
_ = alt.renderers.enable("png", scale_factor=1.5)

# %% [markdown]
# ## The spreadsheet
#
# A plan is a workbook, a folder of CSV files, or, as here, a handful of tables. This is what Members ask
# for:

# %%
tables = {
    path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(FOLDER.glob("*.csv"))
}
tables["Requests"].set_index("request")[
    ["member", "mission type", "topic", "priority", "earliest start", "latest end"]
]

# %% [markdown]
# Spreadsheets have faults. Say that somebody typed a budget with a point, and a language that is none:

# %%
typed = {name: table.copy() for name, table in tables.items()}
typed["Agreements"].loc[typed["Agreements"]["agreement"] == "LBR-TRI", "budget"] = "12.000"
typed["Experts"].loc[typed["Experts"]["expert"] == "SEN-02", "languages"] = "french creole"
try:
    allocator.Plan.from_tables(typed)
except allocator.InputError as refusal:
    print(refusal)

# %% [markdown]
# Every fault at once, with its place, what is wrong and what would be right. Nothing is guessed: twelve
# thousand or twelve is for the planner to say. The tables as they should be:

# %%
plan = allocator.Plan.from_tables(tables)
model = allocator.read_model(FOLDER.parents[2] / "models" / "national.toml")

# %% [markdown]
# ## Look before you plan
#
# What is asked, and what is on offer? One line for each kind of expert and language, before anything is
# decided.

# %%
picture = allocator.supply_against_demand(plan, model)
needs = pd.DataFrame(
    {
        "kind": f"{need.profile} {need.topic}, {' or '.join(need.languages)}",
        "side": side,
        "days": days,
    }
    for need in picture.needs
    for side, days in (("asked", need.days_asked), ("released", need.days_released))
)
alt.Chart(needs, title="Nobody works on risk management in Portuguese").mark_bar().encode(
    x=alt.X("days:Q", title="expert days over the plan"),
    y=alt.Y("side:N", title=None),
    row=alt.Row("kind:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left")),
    color=alt.Color("side:N", legend=None, scale=alt.Scale(range=["#b35900", "#00594f"])),
).properties(width=430, height=34)

# %% [markdown]
# R3, from Mozambique, is hopeless under the rules as they are, whatever is decided. The check says so in
# words:

# %%
for each in picture.impossible:
    print(each.request, "-", each.reason)
print("At most", picture.bound.requests, "of", picture.bound.requests_asked, "requests can be served.")

# %% [markdown]
# ## The plan

# %%
result = allocator.solve(plan, model, time_limit=SECONDS)
assert all(goal.proven for goal in result.goals)
result

# %% [markdown]
# Every goal is proven: no plan serves more; among those that serve as much, none pairs countries better;
# and so on down to the money. That is the first half of the defence.
#
# ## Why does Benin have to wait?

# %%
why = allocator.explain(result, "R5", time_limit=SECONDS)
print(why.summary)
print()
assert why.trade is not None
print(why.trade.sentence)

# %% [markdown]
# So R5 *could* go, at the cost of R4, which is more urgent. Which weeks and teams are there at all? Each
# cell says what a team in a week would come to:

# %%
allocator.alternatives(result, "R5", time_limit=SECONDS).picture.set_index("request")

# %% [markdown]
# And what would have to change for R5 to be served as well? The cheapest changes, each of them solved with:

# %%
for change in why.changes:
    print(f"* {change.what} (price {change.price}); {change.verified}")

# %% [markdown]
# A week more for Benin is enough. That is a telephone call and not a fight.
#
# ## The decision
#
# Benin says yes. The cheapest change is ready to be applied to the plan. The other missions have been
# talked about already, so the plan is not made anew but mended: as much served as can be, and as few
# missions moved as can be.

# %%
later = plan.with_changes(why.changes[0].scenario)
decided = allocator.repair(result, later, time_limit=SECONDS)["dates"]
decided.missions.set_index("request")[["member name", "start", "team", "agreement", "cost"]]

# %%
before, after = result.allocation.by_request, decided.allocation.by_request
assert all(after[code].start == mission.start for code, mission in before.items())
both = pd.concat([result.missions.assign(plan="as it was"), decided.missions.assign(plan="as decided")])
order = ["as it was", "as decided"]
alt.Chart(both, title="Benin (R5) is served as well, and no other mission moves").mark_bar(height=11).encode(
    x=alt.X("start:T", title="mission days", axis=alt.Axis(format="%d %b")),
    x2="end:T",
    y=alt.Y("request:N", title="request"),
    yOffset=alt.YOffset("plan:N", sort=order),
    color=alt.Color("plan:N", title=None, sort=order, scale=alt.Scale(range=["#9aa7a5", "#00594f"])),
).properties(width=520, height=alt.Step(15))

# %% [markdown]
# ## Is every name in it needed?
#
# The last question is always about persons. For each assignment: *needed* is proven, *free* may be
# exchanged and nothing is lost, *at a cost* names what would be lost.

# %%
held = allocator.why_these(decided, time_limit=2 * SECONDS).table.set_index("request")
held[["seat", "expert", "grade", "instead", "what changes"]]

# %%
grades = held.groupby("grade", as_index=False).size()
alt.Chart(grades, title="Most names are needed; the others have their price").mark_bar().encode(
    x=alt.X("size:Q", title="assignments", axis=alt.Axis(format="d", tickMinStep=1)),
    y=alt.Y("grade:N", title=None, sort="-x"),
    color=alt.Color("grade:N", legend=None, scale=alt.Scale(scheme="viridis")),
).properties(width=430, height=alt.Step(26))

# %% [markdown]
# ## What goes into the file
#
# This is the calendar that goes to everybody:

# %%
allocator.plot.calendar(decided)

# %% [markdown]
# `allocator.write_workbook(decided, "decided.xlsx")` writes the plan with all of this: bounds on Summary,
# reasons on Unserved, who is disturbed on Changes, and on Checks what each proof rests on;
# `allocator.write_report` a page for the meeting. On Friday the answer for Mozambique is a rule and a missing
# colleague; for Benin it is a date.
