import pytest

from emulator.control import fields
from tests.explained import explained
from tests.servicechannel import calling
from tests.world import Api, Emulator, Json

ENTRIES = {entry.id: entry for entry in calling.entries()}


@pytest.mark.parametrize(
    ("operation", "path", "said"),
    [
        ("getWorkOrder", "workorderId", "a whole number"),
        ("universalCheckIn", "WorkTypeId", "a whole number, at least -2147483648"),
        ("universalCheckOut", "PrimaryStatus", "one of "),
        ("universalCheckOut", "CheckOutTime", "a date and time such as"),
        ("postNote", "Note", "a text"),
        ("rejectProposals", "", "a list"),
        ("rejectProposals", "0.ProposalId", "a whole number"),
        ("createInvoice", "Labors.0.SkillLevel", "a whole number"),
        ("getWorkOrder", "nothing", ""),
        ("getWorkOrder", "workorderId.deeper", ""),
    ],
)
def test_a_field_is_told_in_words(operation: str, path: str, said: str) -> None:
    told = fields.expected(calling.contract(), ENTRIES[operation], path)
    assert told.startswith(said) if said else told == ""


@pytest.mark.parametrize(
    ("given", "path", "shown"),
    [
        ({"a": 1}, "A", {"sent": 1}),
        ({"a": [{"b": "x"}]}, "a.0.b", {"sent": "x"}),
        ({"a": [1]}, "a.7", {}),
        ({"a": [1]}, "a.x", {}),
        ({"a": 1}, "b", {}),
        ({"a": None}, "a", {"sent": None}),
        ({"a": {"b": 1}}, "a", {"sent": '{"b":1}'}),
        ({"a": "y" * 200}, "a", {"sent": "y" * 100 + "…"}),
    ],
)
def test_what_was_sent_is_found_by_its_path(given: Json, path: str, shown: Json) -> None:
    assert fields.value(given, path) == shown


def test_a_wrong_part_of_the_path_is_told(emulator: Emulator, provider: Api) -> None:
    said = explained(emulator, provider.get("/workorders/first/notes"))
    assert said["met"]["workorderId"]["sent"] == "first"


def test_a_wrong_part_of_the_query_is_told(emulator: Emulator, provider: Api) -> None:
    answer = provider.get("/workorders/107002896/validateCheckIn?latitude=north&longitude=2")
    assert explained(emulator, answer)["met"]["latitude"]["sent"] == "north"
