"""Faults of Service Provider Pro: statuses in its words, and keys, which do not expire."""

import pytest

from tests.spp.desk import Desk, state
from tests.world import Emulator


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "Unauthenticated."),
        (404, "Not Found"),
        (405, "Method Not Allowed"),
        (409, "Conflict"),
        (422, "The given data was invalid."),
        (429, "Too Many Attempts."),
        (499, "Bad Request"),
        (500, "Server Error"),
        (502, "Server Error"),
        (503, "Service Unavailable"),
        (599, "Server Error"),
    ],
)
def test_a_status_that_a_fault_asks_for_is_in_the_frameworks_words(
    emulator: Emulator, desk: Desk, status: int, words: str
) -> None:
    before = state(emulator)
    emulator.control("POST", "/faults", {"effect": {"status": status}})
    answer = desk.put("/orders/6A1F20C4", {"status": 2})
    assert (answer.status_code, answer.json()) == (status, {"message": words})
    assert state(emulator) == before
