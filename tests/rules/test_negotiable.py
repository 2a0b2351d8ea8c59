"""The table `negotiable` of a model file: read strictly, written back, and nothing that is not listed."""

from pathlib import Path

import pytest

import allocator
from allocator.inputs.model_file import parse_model, write_model
from allocator.plan.policy import NEGOTIABLE, Price

MODELS = sorted((Path(__file__).parents[2] / "models").glob("*.toml"))
NATIONAL = next(path for path in MODELS if path.stem == "national")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_come_back_with_their_prices(path: Path) -> None:
    model = allocator.read_model(path)
    assert model.negotiable
    assert parse_model(write_model(model)) == model


def test_a_model_without_the_table_offers_nothing() -> None:
    text = NATIONAL.read_text().split("[negotiable]")[0]
    assert parse_model(text).negotiable == {}


def test_a_price_is_read() -> None:
    assert allocator.read_model(NATIONAL).negotiable["window"] == Price(price=1, most=28)


def test_every_fault_is_located() -> None:
    text = NATIONAL.read_text().split("[negotiable]")[0]
    text += "[negotiable]\nwindoww = { price = 1, most = 2 }\nlevel = 3\nbudget = { price = 0, most = 2 }\n"
    with pytest.raises(allocator.InputError) as caught:
        parse_model(text, "mine.toml")
    found = {fault.column: fault.message for fault in caught.value.faults}
    assert set(found) == {"negotiable.windoww", "negotiable.level", "negotiable.budget"}
    assert "did you mean window" in found["negotiable.windoww"]
    assert "price is 0" in found["negotiable.budget"]


def test_every_kind_is_documented() -> None:
    text = (NATIONAL.parent / "README.md").read_text()
    assert [kind for kind in NEGOTIABLE if f"`{kind}`" not in text] == []
