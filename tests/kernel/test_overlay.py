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


def without(store: Store, *gone: int, changed: tuple[Record, ...] = ()) -> Overlay:
    return Overlay(store, {"orders": changed}, "Id", {"orders": gone})


def test_a_record_that_is_removed_is_gone_and_still_in_the_store(store: Store) -> None:
    after = without(store, 7)
    assert (after.get("orders", 7), after.get("orders", 8)) == (None, order(8))
    assert ids(after.find("orders")) == ids(after.find("orders", Status="OPEN")) == [8]
    assert ids(list(after.newest("orders"))) == [8]
    assert after.count("orders") == 1
    assert ids(store.find("orders")) == [7, 8]


def test_one_record_may_go_while_another_comes(store: Store) -> None:
    after = without(store, 7, 8, changed=(order(9),))
    assert ids(after.find("orders", Status="OPEN")) == [9]
    assert (after.get("orders", 9), after.get("orders", 8)) == (order(9), None)


def test_removing_of_one_table_leaves_another_as_it_is(store: Store) -> None:
    assert without(store, 1).get("notes", 1) == {"Id": 1}


def test_records_are_told_apart_by_the_id_field_of_their_vendor() -> None:
    store = Store({}, id_field="id")
    store.commit({"orders": [{"id": 1, "On": True}, {"id": 2, "On": True}]})
    after = Overlay(store, {"orders": [{"id": 1, "On": False}]}, "id", {"orders": [2]})
    assert after.find("orders") == [{"id": 1, "On": False}]
    assert after.find("orders", On=True) == []


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (1, 3), (0, 9), (2, 2), (5, 9)])
def test_a_span_is_of_the_records_as_they_will_be(store: Store, start: int, stop: int) -> None:
    after = Overlay(store, {"orders": [order(9), order(10)]}, "Id", {"orders": [7]})
    assert ids(after.span("orders", start, stop, Status="OPEN")) == [8, 9, 10][start:stop]
    assert ids(after.span("notes", start, stop)) == [1][start:stop]


def test_ids_are_found_by_what_records_will_be(store: Store) -> None:
    changed = over(store, order(7, "CLOSED"), order(9))
    assert sorted(changed.search("orders", Status="OPEN")) == [8, 9]
    assert changed.search("orders", Status="CLOSED") == [7]
    assert without(store, 7).search("orders", Status="OPEN") == [8]


def test_a_column_has_what_records_will_be_and_leaves_the_stores_alone(store: Store) -> None:
    changed = over(store, order(7, "CLOSED"), order(9))
    assert dict(changed.column("orders", "Status")) == {7: "CLOSED", 8: "OPEN", 9: "OPEN"}
    assert dict(without(store, 7).column("orders", "Status")) == {8: "OPEN"}
    assert dict(store.column("orders", "Status")) == {7: "OPEN", 8: "OPEN"}
