# %% [markdown]
# # The model from the inside
#
# For people of the field. A year of missions becomes a matrix of whole numbers; bounds are computed on it,
# and the search closes the gap from the other side. This notebook takes the parts out and looks at them.
# The formulation stands in `models/README.md`, the search with its papers in `docs/algorithm.md`.

# %% tags=["parameters"]
SECONDS = 30  # for the search at the end

# %%
from collections import Counter
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

import allocator
from allocator.matrix import build_matrix, tighten
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.bounds.dual_ascent import ascend
from allocator.search.bounds.lagrangian import lagrangian_dual_of
from allocator.search.parameters import SearchParameters
from allocator.search.progress import Progress

ROOT = Path.cwd().parent  # notebooks run in their own folder
_ = alt.renderers.enable("png", scale_factor=1.5)
_ = alt.data_transformers.disable_max_rows()

model = allocator.read_model(ROOT / "models" / "national.toml")

# %% [markdown]
# ## A matrix that can be seen
#
# The plan `first-steps` is small enough to draw. There is one column for each possible start of a request
# (`y`), for each candidate in a seat at a start (`z`), for each agreement that may pay (`f`), and then
# those that follow from them. Each coupling rule writes its rows once, without a word about hard or soft.

# %%
small = allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")
problem = build_problem(small, model)
matrix = build_matrix(problem, find_candidates(problem))
rule_of = np.concatenate([np.repeat(block.code, len(block.subject)) for block in matrix.blocks])
entries = matrix.rows.tocoo()
drawn = pd.DataFrame({"row": entries.row, "column": entries.col, "rule": rule_of[entries.row]})
rows, columns = matrix.shape
alt.Chart(
    drawn, title=f"{rows} rows, {columns} columns, {len(drawn)} coefficients: the whole plan"
).mark_square(size=9).encode(
    x=alt.X(
        "column:Q",
        scale=alt.Scale(domain=[0, columns]),
        title="column (y, then z, then f, then auxiliary ones)",
    ),
    y=alt.Y("row:Q", scale=alt.Scale(domain=[rows, 0]), title="row"),
    color=alt.Color("rule:N", scale=alt.Scale(scheme="turbo"), title="rule or goal"),
).properties(width=560, height=380)

# %% [markdown]
# The blocks below each other are families of rules. Spans (one mission at a time, so many away at once) are
# rows at the first days of maximal cliques of an interval graph: no more are needed.
#
# ## A year

# %%
year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
problem = build_problem(year, model)
candidates = find_candidates(problem)
matrix = build_matrix(problem, candidates)
tightened = tighten(matrix)
size = pd.Series(
    {
        "requests": len(problem.requests),
        "experts": len(year.experts),
        "pairs of expert and seat that could be": len(year.experts) * len(problem.seats),
        "candidates that break no rule of eligibility": len(candidates.expert),
        "columns": matrix.shape[1],
        "rows": matrix.shape[0],
        "coefficients": matrix.rows.nnz,
        "columns that propagation shuts": int(((tightened.upper == 0) & (matrix.column_upper > 0)).sum()),
    },
    name="columbus",
)
size.to_frame()

# %%
counted: Counter[str] = Counter()
for block in matrix.blocks:
    counted[block.code] += len(block.subject)
families = pd.DataFrame(counted.items(), columns=["rule or goal", "rows"])
alt.Chart(families, title="Where the rows come from").mark_bar(color="#00594f").encode(
    x=alt.X("rows:Q", title="rows"), y=alt.Y("rule or goal:N", sort="-x", title=None)
).properties(width=430, height=alt.Step(17))

# %% [markdown]
# ## Bounds, before any search
#
# The first tier asks how much can be served. A combinatorial bound takes each request alone. Dual ascent
# puts prices on the rows that join missions; under any prices the problem falls apart into single missions,
# and what they come to is a bound, computed in exact whole numbers.

# %%
tier = matrix.tiers[0]
bounds: list[int] = []
dual = lagrangian_dual_of(matrix, matrix, tightened, tier.cost)
schedule = SearchParameters().ascent.first_tier
multipliers = ascend(dual, schedule, bounds.append, lambda: False)
alone = tier.kind.reported(combinatorial_bound(matrix, tightened, tier.cost))
steps = pd.DataFrame(
    {"step": np.arange(1, len(bounds) + 1) * 20, "bound": [tier.kind.reported(each) for each in bounds]}
)
steps["best so far"] = steps["bound"].cummin()
climb = alt.Chart(steps).encode(x=alt.X("step:Q", title="step of dual ascent"))
line = climb.mark_line(color="#00594f", strokeWidth=2.5).encode(
    y=alt.Y("best so far:Q", scale=alt.Scale(zero=False), title="weight that nothing can pass")
)
start = (
    alt.Chart(pd.DataFrame({"bound": [alone]}))
    .mark_rule(color="#b35900", strokeDash=[5, 4])
    .encode(y="bound:Q")
)
(line + start).properties(
    width=560,
    height=260,
    title=f"From {alone:,} (dashed: every request alone) to {int(steps['best so far'].iloc[-1]):,}",
)

# %% [markdown]
# The prices say where it is tight. Most rows cost nothing: what they forbid nobody wants.

# %%
print(f"{int((multipliers > 0).sum()):,} of {len(multipliers):,} joining rows have a price.")

# %% [markdown]
# ## The gap over time
#
# Now both sides at once: local search and neighbourhoods find better plans, the bounds come down. Each tier
# is closed or cut off in its turn; the first one is the one that decides who is helped.

# %%
seen: list[Progress] = []
result = allocator.solve(year, model, time_limit=SECONDS, on_progress=seen.append)
first = pd.DataFrame(
    {"seconds": each.seconds, "side": side, "weight": value}
    for each in seen
    if each.tier == 1
    for side, value in (("found", each.value), ("bound", each.bound))
    if value is not None
)
alt.Chart(first, title="Who is helped: the plan from below, the bound from above").mark_line(
    interpolate="step-after", strokeWidth=2.5
).encode(
    x=alt.X("seconds:Q", title="seconds from the start of the search"),
    y=alt.Y("weight:Q", scale=alt.Scale(zero=False), title="weight units served"),
    color=alt.Color(
        "side:N", title=None, scale=alt.Scale(domain=["found", "bound"], range=["#00594f", "#b35900"])
    ),
).properties(width=560, height=260)

# %%
allocator.plot.gap(result)

# %%
gaps = pd.DataFrame(
    {
        "goal": goal.name,
        "value": goal.value,
        "bound": goal.bound,
        "unit": goal.unit,
        "proven": goal.proven,
        "rests on": "; ".join(goal.proof.by) if goal.proof else "",
    }
    for goal in result.goals
).set_index("goal")
gaps

# %% [markdown]
# What a proof rests on is part of the result: exact arithmetic, or the word of a solver, and whose. And the
# plan is checked by code that shares nothing with any of this:

# %%
assert allocator.verify(year, model, result.allocation) == []
print("The independent verification finds nothing.")
