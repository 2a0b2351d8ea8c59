"""Runs are kept, found by what was asked, opened as what they were, handed over and taken in."""

import json
import pickle
from dataclasses import fields, replace
from pathlib import Path

import pytest

import allocator
from allocator.errors import InputError
from allocator.store import Entry, RunStore, key_of, question_of, usual_place
from allocator.store.documents import plan_document, plan_of
from allocator.store.handover import run_bytes, run_in
from allocator.store.nearest import nearest
from allocator.store.packing import LARGEST, BrokenDocumentError, packed, unpacked
from allocator.store.solved import entry_of
from tests.tiny_plans import random_plan, tiny_plan

OPTIONS = {"time_limit": 5.0, "workers": 1, "seed": 0}


def same(one: allocator.Result, other: allocator.Result) -> None:
    for each in fields(one):
        if each.compare and each.name != "plan":
            assert getattr(one, each.name) == getattr(other, each.name), each.name
    assert one.plan == other.plan
    assert [str(warning) for warning in one.plan.warnings] == [str(w) for w in other.plan.warnings]


def test_a_run_comes_out_as_it_went_in(store: RunStore, entry: Entry, result: allocator.Result) -> None:
    assert store.runs() == ()
    assert not store.path.exists()
    store.keep(entry)
    found = store.answer_to(entry.id)
    assert found is not None
    assert found.answer == json.loads(json.dumps(entry.answer))
    same(result, store.open(entry.id[:6]))
    (listed,) = store.runs()
    assert (listed.title, listed.status) == ("First steps", result.status)
    assert listed.summary["served"] == len(result.allocation.missions)


def test_the_key_is_what_was_asked(result: allocator.Result) -> None:
    plan, model = result.plan, result.model
    key = key_of(question_of(plan, model, OPTIONS))
    assert key == key_of(question_of(plan, model, {**OPTIONS, "executor": object(), "effort": None}))
    other = plan.with_changes(
        [{"set": {"sheet": "Experts", "key": "WCO-01", "column": "missions", "value": 1}}]
    )
    replaced = replace(plan, decisions=())  # its digest says nothing of it
    keys = {
        key,
        key_of(question_of(other, model, OPTIONS)),
        key_of(question_of(replaced, model, OPTIONS)),
        key_of(question_of(plan, model.with_levels(pairing=allocator.plan.policy.Level.HARD), OPTIONS)),
        key_of(question_of(plan, model, {**OPTIONS, "seed": 1})),
        key_of(question_of(plan, model, {**OPTIONS, "time_limit": 6.0})),
    }
    assert len(keys) == (6 if plan.decisions else 5)
    assert key_of(question_of(plan, model, {**OPTIONS, "effort": 1})) == key_of(
        question_of(plan, model, {**OPTIONS, "effort": 1, "time_limit": 9})
    )


def test_an_interrupted_run_settles_nothing(store: RunStore, entry: Entry) -> None:
    store.keep(replace(entry, status="interrupted", settled=False))
    assert store.answer_to(entry.id) is None
    store.keep(entry)
    store.keep(replace(entry, status="interrupted", settled=False))
    found = store.answer_to(entry.id)
    assert found is not None
    assert found.status == entry.status
    assert len(store.runs()) == 1


def test_what_cannot_be_is_kept_with_its_reason(store: RunStore, entry: Entry) -> None:
    store.keep(replace(entry, status="infeasible", answer={"words": "locks and rules collide"}, summary={}))
    found = store.answer_to(entry.id)
    assert found is not None
    assert found.answer == {"words": "locks and rules collide"}
    with pytest.raises(InputError, match="nothing satisfies its locks and hard rules"):
        store.open(found.id)
    assert store.solved_runs() == ()


def test_plans_come_back_with_places_and_departures() -> None:
    for seed in range(30):
        made = random_plan(seed)
        plan = plan_of(json.loads(json.dumps(plan_document(made))))
        again = plan_of(unpacked(packed(plan_document(plan))))
        assert again == plan
        assert [str(w) for w in again.warnings] == [str(w) for w in plan.warnings]
        assert plan.requests == made.requests


def test_ids(store: RunStore, entry: Entry) -> None:
    store.keep(entry)
    store.keep(replace(entry, id=entry.id[:8] + "0" * 56))
    for wrong, words in (
        (entry.id[:5], "several runs have ids that begin so"),
        ("0000000", "there is no such run"),
        ("ab", "is no id of a run"),
        ("%%%%%%", "is no id of a run"),
    ):
        with pytest.raises(InputError, match=words):
            store.run(wrong)


def test_what_is_taken_out_takes_its_plan_along(store: RunStore, entry: Entry) -> None:
    store.keep(entry)
    other = replace(entry, id="f" * 64, plan={**(entry.plan or {}), "source": "another"})
    store.keep(other)
    before = store.path.stat().st_size
    assert store.remove([entry.id, "absent"]) == 1
    assert [run.id for run in store.runs()] == [other.id]
    assert store.open(other.id).allocation
    assert store.remove([other.id]) == 1
    assert store.path.stat().st_size < before


def test_one_run_is_handed_over_as_a_file(
    store: RunStore, entry: Entry, result: allocator.Result, tmp_path: Path
) -> None:
    file = tmp_path / "run.allocator"
    file.write_bytes(run_bytes(entry))
    other = RunStore(tmp_path / "other.sqlite")
    taken = other.take_in(file)
    opened = other.open(taken.id)
    assert opened.allocation == result.allocation
    assert opened.goals == result.goals
    assert any("bounds and proofs are the file's word" in words for words in opened.provenance.incidents)
    assert other.answer_to(entry.id) is None  # nobody here has found those bounds
    store.keep(entry)
    store.take_in(file)
    assert store.answer_to(entry.id) is not None  # what was solved here stays
    other.keep(entry)
    assert other.answer_to(entry.id) is not None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d["answer"]["allocation"]["missions"].pop(), "and the check counts"),
        (lambda d: d["answer"]["allocation"]["missions"][0].update(start="2026-09-05"), "breaks a rule"),
        (
            lambda d: d["answer"]["allocation"]["missions"][0].update(start="soon"),
            "holds a date that is none",
        ),
        (lambda d: d["answer"]["allocation"]["missions"][0]["team"][0].update(expert="X"), "breaks a rule"),
        (lambda d: d["answer"]["goals"][0].update(value=10**9), "and the check counts"),
        (lambda d: d["answer"]["goals"][0].update(bound=0, proven=False), "that its own value disproves"),
        (lambda d: d["answer"]["goals"][0].update(bound=None, proven=True), "that its own value disproves"),
        (lambda d: d["answer"]["goals"].pop(), "holds other goals than its model has"),
        (lambda d: d["answer"].pop("allocation"), "holds no allocation"),
        (lambda d: d["answer"].update(status="wonderful"), "holds a str where"),
        (lambda d: d.update(answer=[1]), "holds no allocation"),
        (lambda d: d.update(model="[rules]\n"), "title"),
        (lambda d: d.update(model=None), "holds no model"),
        (lambda d: d["question"].update(model="0" * 64), "was changed since it was written"),
        (lambda d: d.update(id="0" * 64), "was changed since it was written"),
        (lambda d: d["plan"]["tables"][0].update(sheet="Nonsense"), "holds a sheet that no plan has"),
        (lambda d: d["plan"]["tables"].pop(0), "the sheet is missing"),
        (
            lambda d: d["plan"]["tables"][0]["rows"][0][2].__setitem__(0, {"a": 1}),
            "a cell of an unknown kind",
        ),
        (lambda d: d["plan"].update(tables=7), "holds a int where a tuple belongs"),
        (lambda d: d.pop("title"), "lacks parts of a Entry"),
        (lambda d: d.clear(), "lacks parts"),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(
    entry: Entry, tmp_path: Path, spoil: object, words: str
) -> None:
    content = run_bytes(entry)
    head = content[: content.index(b"\n") + 1]
    document = unpacked(content[len(head) :])
    assert callable(spoil)
    spoil(document)
    file = tmp_path / "run.allocator"
    file.write_bytes(head + packed(document))
    with pytest.raises(InputError) as caught:
        run_in(file)
    assert words in str(caught.value)


def test_files_that_are_none(entry: Entry, tmp_path: Path) -> None:
    file = tmp_path / "run.allocator"
    content = run_bytes(entry)
    head = content[: content.index(b"\n") + 1]
    bomb = packed("0" * (LARGEST + 1000))
    for bad in (
        b"",
        b"PK\3\4",
        pickle.dumps(entry),
        content[:-9],
        head + b"garbage",
        head + bomb,
        content[:200],
    ):
        file.write_bytes(bad)
        with pytest.raises(InputError):
            run_in(file)
    with pytest.raises(InputError, match="does not exist"):
        run_in(tmp_path / "gone.allocator")
    with pytest.raises(InputError, match="is a folder"):
        run_in(tmp_path)


@pytest.mark.parametrize("content", [b"", b"x", None, 3, packed([1])[:-2]])
def test_documents_that_are_none(content: object) -> None:
    with pytest.raises(BrokenDocumentError):
        unpacked(content)


def test_the_nearest_known_allocation(store: RunStore, entry: Entry, result: allocator.Result) -> None:
    plan, model = result.plan, result.model
    assert nearest(store, plan, model) is None
    store.keep(entry)
    change = {"set": {"sheet": "Experts", "key": "WCO-01", "column": "missions", "value": 2}}
    changed = plan.with_changes([change])
    question = question_of(changed, model, OPTIONS)
    store.keep(entry_of(replace(result, plan=changed), question, "Changed"))
    for asked, id_, apart in ((plan, entry.id, 0), (changed, key_of(question), 0)):
        found = nearest(store, asked, model)
        assert found is not None
        assert (found.id, found.rows_apart) == (id_, apart)
        assert found.allocation == result.allocation
    twice = changed.with_changes(
        [{"set": {"sheet": "Experts", "key": "FRA-05", "column": "missions", "value": 2}}]
    )
    found = nearest(store, twice, model)
    assert found is not None
    assert found.id == key_of(question)
    assert nearest(store, tiny_plan(1), model) is None  # another plan altogether


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("ALLOCATOR_STORE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert usual_place() == tmp_path / "allocator" / "runs.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert usual_place() == Path.home() / ".local" / "share" / "allocator" / "runs.sqlite"
    monkeypatch.setenv("ALLOCATOR_STORE", str(tmp_path / "mine"))
    assert usual_place() == tmp_path / "mine"
