"""What a read costs does not grow with the table: calls are counted, nothing is timed."""

import sys
from collections.abc import Callable, Mapping
from types import CodeType, FrameType

import pytest
from tinydb import where

from emulator.kernel.rows import Rows
from emulator.kernel.store import Store
from tests.kernel.orders import INDEXED, order


def calls(code: CodeType, function: Callable[[], object]) -> int:
    """How often a function runs a piece of code."""
    counted = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal counted
        counted += event == "call" and frame.f_code is code

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return counted


QUESTIONS: Mapping[str, tuple[Callable[[Store], object], int]] = {
    "get": (lambda store: store.get("orders", 7), 1),
    "find": (lambda store: store.find("orders", Status="RARE"), 2),
    "find-group": (lambda store: store.find("orders", Status="RARE", Place=1), 1),
    "first-of-newest": (lambda store: next(store.newest("orders", Status="OPEN")), 1),
    "count": (lambda store: store.count("orders", Status="OPEN"), 0),
    "search": (lambda store: store.table("orders").search(where("Status") == "RARE"), 2),
    "commit": (lambda store: store.commit({"orders": [order(7)]}), 1),
    "next-id": (lambda store: store.next_id("orders"), 0),
}


@pytest.mark.parametrize("size", [100, 3_000])
@pytest.mark.parametrize(("question", "documents"), QUESTIONS.values(), ids=QUESTIONS)
def test_as_many_documents_are_decoded_in_a_large_table_as_in_a_small_one(
    question: Callable[[Store], object], documents: int, size: int
) -> None:
    store = Store(INDEXED)
    rare = [order(size + 1, "RARE", 1), order(size + 2, "RARE", 2)]
    store.commit({"orders": [order(i) for i in range(1, size + 1)] + rare})
    assert calls(Rows.read.__code__, lambda: question(store)) == documents


def test_a_record_that_is_read_for_the_third_time_is_not_decoded_again() -> None:
    store = Store(INDEXED)
    store.commit({"orders": [order(7)]})
    for _ in range(2):
        store.get("orders", 7)
    assert calls(Rows.read.__code__, lambda: store.get("orders", 7)) == 0
