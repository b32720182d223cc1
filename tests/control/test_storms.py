from collections.abc import Iterator

import pytest

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import Emulator, Json, start

STORM = "/webhooks/storm"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with start() as emulator:
        yield emulator


def test_there_is_no_storm_until_one_is_asked_for(emulator: Emulator) -> None:
    storm = emulator.control("GET", STORM)
    assert storm == {
        "preset": "none",
        "duplicates": {"probability": 0, "copies": 0, "spacing_ms": 1000},
        "shuffle": 0,
        "delay": {"max_ms": 0},
        "drop": 0,
        "late": {"probability": 0, "min_ms": 60000, "max_ms": 600000},
        "forged": 0,
        "presets": ["none", "duplicates", "shuffled", "lossy", "late", "hostile"],
    }


@pytest.mark.parametrize("name", ["duplicates", "shuffled", "lossy", "late", "hostile"])
def test_a_preset_is_set_by_its_name_and_ended_by_none(emulator: Emulator, name: str) -> None:
    assert emulator.control("PUT", STORM, {"preset": name})["preset"] == name
    assert emulator.control("GET", "/")["storm"] == name
    assert emulator.control("PUT", STORM, {"preset": "none"})["preset"] == "none"


def test_fields_go_on_top_of_a_preset_or_of_the_storm_that_is(emulator: Emulator) -> None:
    first = emulator.control("PUT", STORM, {"preset": "duplicates", "drop": 0.5})
    assert (first["preset"], first["drop"]) == ("custom", 0.5)
    second = emulator.control("PUT", STORM, {"duplicates": {"copies": 3}})
    assert (second["drop"], second["duplicates"]["copies"]) == (0.5, 3)


@pytest.mark.parametrize(
    ("given", "status"),
    [({"preset": "breeze"}, 404), ({"preset": 1}, 404), ({"drop": 2}, 400), ({"rain": 1}, 400)],
    ids=str,
)
def test_a_storm_that_cannot_be_changes_nothing(
    emulator: Emulator, given: Json, status: int
) -> None:
    refused(emulator, "PUT", STORM, given, status=status)
    assert emulator.control("GET", STORM)["preset"] == "none"


def test_a_server_starts_in_the_storm_that_its_setting_names() -> None:
    receiver = Receiver()
    with start(send=receiver, storm="duplicates") as emulator:
        emulator.control("POST", "/webhooks/endpoints", {"url": "http://localhost:9/"})
        given = {"event": "WorkOrderCreated", "record": 107002896}
        emulator.control("POST", "/webhooks/fire", given)
        emulator.advance("1s")
    assert len(receiver.got) == 2
    assert receiver.got[0] == receiver.got[1]


def test_a_reset_leaves_the_storm_as_it_is(emulator: Emulator) -> None:
    emulator.control("PUT", STORM, {"preset": "late"})
    emulator.control("POST", "/reset")
    assert emulator.control("GET", STORM)["preset"] == "late"
