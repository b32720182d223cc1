import pytest

from emulator.kernel.operation import Record
from emulator.kernel.overlay import Overlay
from emulator.kernel.store import Store
from tests.kernel.orders import INDEXED, order

OPEN = [7, 8]


@pytest.fixture
def store() -> Store:
    store = Store(INDEXED)
    store.load({"orders": {str(n): order(n) for n in OPEN}, "notes": {"1": {"Id": 1}}})
    return store


def over(store: Store, *changed: Record) -> Overlay:
    return Overlay(store, {"orders": changed}, "Id")


def ids(records: list[Record]) -> list[int]:
    return [record["Id"] for record in records]


def test_a_changed_record_is_read_as_it_will_be(store: Store) -> None:
    changed = over(store, order(7, "CLOSED"))
    assert changed.get("orders", 7) == order(7, "CLOSED")
    assert changed.get("orders", 8) == order(8)
    assert store.get("orders", 7) == order(7)


def test_records_are_found_by_what_they_will_be(store: Store) -> None:
    changed = over(store, order(7, "CLOSED"), order(9))
    assert ids(changed.find("orders", Status="OPEN")) == [8, 9]
    assert ids(changed.find("orders", Status="CLOSED")) == [7]
    assert ids(list(changed.newest("orders", Status="OPEN"))) == [9, 8]
    assert changed.count("orders", Status="OPEN") == 2


def test_a_table_without_changes_is_read_from_the_store(store: Store) -> None:
    changed = over(store, order(7, "CLOSED"))
    assert changed.find("notes") == list(changed.newest("notes")) == [{"Id": 1}]
    assert (changed.count("notes"), changed.get("notes", 2)) == (1, None)


def test_a_record_that_is_handed_out_is_the_callers_own(store: Store) -> None:
    new = order(9)
    changed = over(store, new)
    got = changed.get("orders", 9) or {}
    got["Status"] = "CLOSED"
    assert new == order(9)


def test_a_new_id_is_the_stores(store: Store) -> None:
    assert [over(store).next_id("orders"), store.next_id("orders")] == [9, 10]
