"""Parameters of the search: declared whole, checked wherever they come from, and obeyed."""

from dataclasses import FrozenInstanceError, asdict, fields
from pathlib import Path

import pytest

import allocator
from allocator.errors import InputError
from allocator.results.result import Result
from allocator.search import solve
from allocator.search.parameter_fields import Number
from allocator.search.parameters import (
    USUAL,
    ConstructionParameters,
    KernelParameters,
    LocalSearchParameters,
    NeighbourhoodParameters,
    SearchParameters,
    SessionParameters,
    TierParameters,
)
from allocator.verification import verify
from tests.tiny_plans import tiny_model, tiny_plan

GROUPS = [each.name for each in fields(SearchParameters)]


def written(parameters: SearchParameters) -> str:
    lines = []
    for name, group in asdict(parameters).items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in group.items())]
    return "\n".join(lines)


def test_every_parameter_says_what_it_means_and_lies_in_its_range() -> None:
    for group in GROUPS:
        for each in fields(getattr(USUAL, group)):
            known = each.metadata["number"]
            assert isinstance(known, Number) and len(known.meaning) > 10 and known.measured, each.name
            assert known.least <= each.default <= known.most, each.name
        assert type(getattr(USUAL, group)).__doc__


def test_a_file_of_all_values_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "search.toml"
    path.write_text(written(USUAL))
    assert SearchParameters.from_toml(path) == USUAL


def test_a_file_names_what_differs_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    path = tmp_path / "search.toml"
    path.write_text("[sessions]\nmemory = 800\n[local_search]\nspread = 1\n")
    found = SearchParameters.from_toml(path)
    assert found.sessions == SessionParameters(memory=800)
    assert found.local_search == LocalSearchParameters(spread=1.0)
    assert found.neighbourhoods == USUAL.neighbourhoods


def test_all_faults_of_a_file_are_named_at_once_and_located(tmp_path: Path) -> None:
    path = tmp_path / "search.toml"
    path.write_text(
        "bounds = 3\n[sesions]\nmemory = 1\n[sessions]\nmemori = 5\nmemory = 2.5\nrestarts = true\n"
        "[tiers]\nfirst_share = 1.5\nwhole_share = nan\n[neighbourhoods]\nsmallest = 20\n"
        "[background]\npoll = 0.0\n"
    )
    with pytest.raises(InputError) as caught:
        SearchParameters.from_toml(path)
    found = {fault.column: fault.message for fault in caught.value.faults}
    assert all(fault.place == "search.toml" for fault in caught.value.faults)
    assert list(found) == [
        "bounds", "sesions", "sessions.memori", "sessions.memory", "sessions.restarts", "tiers.first_share",
        "tiers.whole_share", "neighbourhoods.size", "background.poll",
    ]  # fmt: skip
    assert "did you mean sessions?" in found["sesions"]
    assert "did you mean memory?" in found["sessions.memori"]
    assert "whole number" in found["sessions.memory"] and "whole number" in found["sessions.restarts"]
    assert found["tiers.first_share"] == "1.5 is out of range: 0 to 1.0"
    assert "10.0 is not between smallest, 20" in found["neighbourhoods.size"]


def test_values_out_of_range_are_refused_in_python_too() -> None:
    for make in (
        lambda: TierParameters(first_share=-0.1),
        lambda: LocalSearchParameters(ruined_missions=17),
        lambda: NeighbourhoodParameters(largest=5),
        lambda: SessionParameters(memory=30_000),
        lambda: SessionParameters(memory=1_000, longest_memory_later=999),
    ):
        with pytest.raises(InputError):
            make()
    with pytest.raises(FrozenInstanceError):
        USUAL.tiers = TierParameters()  # type: ignore[misc]


def test_moves_obey_their_parameters() -> None:
    """Other numbers of the compiled operators lead elsewhere, and to what is right all the same."""
    plan, model = tiny_plan(3001, "funding"), tiny_model(3001, "funding")
    parameters = SearchParameters(
        tiers=TierParameters(whole_up_to=0),
        local_search=LocalSearchParameters(
            insertion_people=1, insertion_payers=1, insertion_starts=1, ejection_people=1, ruined_missions=1,
            offered=0, guided_starts=1, guided_people=1,
        ),
    )  # fmt: skip
    result = solve(plan, model, time_limit=5.0, workers=1, parameters=parameters)
    usual = allocator.solve(plan, model, time_limit=5.0, workers=1)
    assert [goal.value for goal in result.goals] == [goal.value for goal in usual.goals]


def test_the_widest_matrices_are_walked_alone() -> None:
    """No copy of the matrix is made for neighbourhoods or for a solver of the whole; the search ends all the
    same, with what it found."""
    plan, model = tiny_plan(3003, "funding"), tiny_model(3003, "funding")

    def solved(neighbourhoods_up_to: int) -> Result:
        parameters = SearchParameters(
            construction=ConstructionParameters(greedy_up_to=0),
            tiers=TierParameters(whole_up_to=0, whole_at_most=0),
            sessions=SessionParameters(moves_per_effort=1, moves_per_effort_later=1),
            neighbourhoods=NeighbourhoodParameters(up_to=neighbourhoods_up_to),
        )
        return solve(plan, model, time_limit=None, effort=1, workers=1, parameters=parameters)

    alone, usual = solved(0), solved(USUAL.neighbourhoods.up_to)
    assert usual.provenance.neighbourhoods and not alone.provenance.neighbourhoods
    assert not verify(plan, model, alone.allocation)


def test_the_widest_matrices_have_neighbourhoods_where_nothing_can_be_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("improvement", "sessions"):
        monkeypatch.setattr(f"allocator.search.{module}.is_ready", lambda wait=False: False)
    parameters = SearchParameters(
        tiers=TierParameters(whole_up_to=0, whole_at_most=0),
        neighbourhoods=NeighbourhoodParameters(up_to=0, futile_rounds=6),
        kernels=KernelParameters(up_to=0),
    )
    plan, model = tiny_plan(3003, "funding"), tiny_model(3003, "funding")
    result = solve(plan, model, time_limit=4.0, workers=1, parameters=parameters)
    assert result.provenance.neighbourhoods
