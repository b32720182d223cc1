"""Fields inside a body: what passes for a number, a text, a boolean, a list."""

import pytest

from emulator.kernel.errors import Malformed
from emulator.vendors.servicechannel import nested

KINDS = {
    "Id": nested.whole,
    "Ids": nested.wholes,
    "Text": nested.text,
    "Said": nested.written,
    "On": nested.flag,
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"Id": 7}, {"Id": 7}, id="number"),
        pytest.param({"Id": "-7"}, {"Id": -7}, id="number as text"),
        pytest.param({"Id": 7.0}, {"Id": 7}, id="whole float"),
        pytest.param({"ids": [1, "2"]}, {"Ids": [1, 2]}, id="numbers, other case"),
        pytest.param({"Text": "x", "Other": 1}, {"Text": "x"}, id="text and an unknown field"),
        pytest.param({"Text": None}, {}, id="null"),
        pytest.param({"Said": 1.5}, {"Said": "1.5"}, id="number for a text"),
        pytest.param({"Said": True}, {"Said": "true"}, id="boolean for a text"),
        pytest.param({"On": "TRUE"}, {"On": True}, id="boolean as text"),
        pytest.param({"On": False}, {"On": False}, id="boolean"),
    ],
)
def test_these_fields_are_read(given: object, expected: dict[str, object]) -> None:
    assert nested.fields(given, KINDS) == expected


@pytest.mark.parametrize(
    "given",
    [
        pytest.param([], id="a list for an object"),
        pytest.param({"Id": "x"}, id="letters"),
        pytest.param({"Id": True}, id="boolean for a number"),
        pytest.param({"Id": 1.5}, id="a fraction"),
        pytest.param({"Id": 2**31}, id="too large"),
        pytest.param({"Ids": "1"}, id="a text for a list"),
        pytest.param({"Ids": [{}]}, id="an object in a list"),
        pytest.param({"Text": 1}, id="number for a text"),
        pytest.param({"Said": []}, id="a list for a text"),
        pytest.param({"On": 1}, id="number for a boolean"),
        pytest.param({"On": "on"}, id="word for a boolean"),
    ],
)
def test_these_fields_are_malformed(given: object) -> None:
    with pytest.raises(Malformed):
        nested.fields(given, KINDS)


def test_a_list_of_objects_is_read_and_anything_else_is_malformed() -> None:
    assert nested.objects([{"Id": 1}, {}], KINDS) == [{"Id": 1}, {}]
    assert nested.objects(None, KINDS) == []
    for given in ("x", 7, [7]):
        with pytest.raises(Malformed):
            nested.objects(given, KINDS)
