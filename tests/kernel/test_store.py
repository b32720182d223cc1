from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import where

from emulator.kernel.operation import Record
from emulator.kernel.rows import KEPT, encode
from emulator.kernel.store import Store
from tests.kernel.orders import INDEXED, order


@pytest.fixture
def store() -> Store:
    """Three orders, committed out of the order of their ids."""
    made = Store(INDEXED)
    made.commit({"orders": [order(7), order(3, "CLOSED"), order(5, "OPEN", 2)]})
    return made


def plain(record: Record | None) -> object:
    """As JSON has it: what is read-only in a record is equal to what it was made from."""
    return orjson.loads(encode(record or {}))


def change_inside(record: Record) -> None:
    """Try everything; what is read-only says so."""
    inside = record["Inside"]
    steps = inside["Steps"]
    with suppress(TypeError):
        inside["Type"] = "CHANGED"
    with suppress(TypeError):
        steps[0] = 9
    with suppress(AttributeError):
        steps.append(3)


READS: Mapping[str, Callable[[Store], Record | None]] = {
    "get": lambda store: store.get("orders", 7),
    "find": lambda store: store.find("orders", Id=7)[0],
    "find-indexed": lambda store: store.find("orders", Status="OPEN", Place=1)[0],
    "newest": lambda store: next(store.newest("orders", Id=7)),
    "table": lambda store: store.table("orders").get(doc_id=7),
    "tables": lambda store: store.tables()["orders"]["7"],
    "dump": lambda store: store.dump()["orders"]["7"],
}


@pytest.mark.parametrize("times", [1, 2, 3, 4], ids=["once", "twice", "thrice", "four-times"])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_changing_what_was_read_never_changes_the_store(
    store: Store, read: Callable[[Store], Record], times: int
) -> None:
    for _ in range(times):
        record = read(store)
        change_inside(record)
        record["Status"] = "CHANGED"
        record.clear()
    assert plain(store.get("orders", 7)) == order(7)
    assert store.dump()["orders"]["7"] == order(7)


def test_changing_what_was_committed_does_not_change_the_store(store: Store) -> None:
    record = order(8)
    store.commit({"orders": [record]})
    change_inside(record)
    record["Status"] = "CHANGED"
    assert store.get("orders", 8) == order(8)
    assert store.count("orders", Status="CHANGED") == 0


def test_a_record_that_was_read_often_can_be_committed_again(store: Store) -> None:
    for _ in range(3):
        record = store.get("orders", 7)
    assert record is not None
    store.commit({"orders": [{**record, "Status": "CLOSED"}]})
    assert store.dump()["orders"]["7"] == order(7, "CLOSED")


def test_a_record_is_read_as_it_is_after_a_change_however_often_it_was_read(store: Store) -> None:
    for _ in range(3):
        store.get("orders", 7)
    store.commit({"orders": [order(7, "CLOSED")]})
    reads = [plain(store.get("orders", 7)) for _ in range(3)]
    assert reads == [order(7, "CLOSED")] * 3


def test_a_change_through_the_table_is_read_by_the_store(store: Store) -> None:
    store.get("orders", 7)
    store.get("orders", 7)
    store.table("orders").update({"Status": "CLOSED"}, where("Id") == 7)
    found = store.get("orders", 7)
    assert (found or {})["Status"] == "CLOSED"
    assert store.count("orders", Status="CLOSED") == 2


def test_more_records_are_read_than_are_kept_decoded() -> None:
    store = Store({})
    store.commit({"orders": [order(i) for i in range(1, KEPT + 10)]})
    for _ in range(3):
        assert all((store.get("orders", i) or {})["Id"] == i for i in range(1, KEPT + 10))


def test_a_record_that_is_not_there_is_none(store: Store) -> None:
    assert store.get("orders", 99) is None
    assert store.get("unheard of", 1) is None


UNUSABLE: Mapping[str, Record] = {
    "a-set": order(2) | {"Inside": {1}},
    "an-empty-set": order(2) | {"Inside": set()},
    "an-instant": order(2) | {"Inside": datetime(2026, 6, 15, tzinfo=UTC)},
    "an-object": order(2) | {"Inside": object()},
    "no-indexed-field": {"Id": 2, "Status": "OPEN"},
    "a-list-in-an-indexed-field": order(2) | {"Place": [1]},
    "no-id": {"Status": "OPEN", "Place": 1},
}


@pytest.mark.parametrize("unusable", UNUSABLE.values(), ids=UNUSABLE)
def test_a_commit_with_an_unusable_record_changes_nothing(store: Store, unusable: Record) -> None:
    before, version = store.dump(), store.version
    with pytest.raises((TypeError, KeyError)):
        store.commit({"orders": [order(7, "CLOSED"), unusable], "other": [{"Id": 1}]})
    assert {"orders": store.dump()["orders"]} == before
    assert store.version == version
    assert store.count("orders", Status="OPEN") == 2


def test_a_commit_replaces_and_adds_in_several_tables(store: Store) -> None:
    store.commit({"orders": [order(7, "CLOSED"), order(9)], "notes": [{"Id": 1}]})
    assert store.get("orders", 7) == order(7, "CLOSED")
    assert (store.count("orders"), store.get("notes", 1)) == (4, {"Id": 1})


def test_a_commit_removes_records_from_the_table_and_from_its_index(store: Store) -> None:
    store.commit({"notes": [{"Id": 1}]}, {"orders": [7, 7]})
    assert (store.get("orders", 7), store.get("notes", 1)) == (None, {"Id": 1})
    assert [r["Id"] for r in store.find("orders", Status="OPEN")] == [5]


def test_a_commit_that_removes_what_is_not_there_changes_nothing(store: Store) -> None:
    before = store.dump()
    with pytest.raises(KeyError):
        store.commit({"orders": [order(7, "CLOSED")]}, {"orders": [5, 99]})
    assert store.dump() == before


def test_every_commit_and_every_load_has_a_new_version(store: Store) -> None:
    versions = [store.version]
    store.commit({"orders": [order(1)]})
    versions.append(store.version)
    store.load({"orders": {"1": order(1)}})
    versions.append(store.version)
    assert len(set(versions)) == 3


def test_reading_and_taking_an_id_keep_the_version(store: Store) -> None:
    before = store.version
    store.get("orders", 7)
    store.find("orders", Status="OPEN")
    store.next_id("orders")
    assert store.version == before


@settings(deadline=None, max_examples=80)
@given(st.lists(st.one_of(st.none(), st.integers(1, 60)), max_size=30))
def test_an_id_is_never_given_twice(steps: list[int | None]) -> None:
    """None takes the next id; a number commits a record of that id, or drops the last one."""
    store, seen = Store({}), set[int]()
    for step in steps:
        if step is None:
            given_id = store.next_id("orders")
            assert given_id not in seen
            seen.add(given_id)
        else:
            store.commit({"orders": [{"Id": step}]})
            seen.add(step)
            if step % 3 == 0:
                store.table("orders").remove(doc_ids=[step])


def test_the_next_id_is_above_those_that_were_loaded(store: Store) -> None:
    store.load({"orders": {"500": order(500), "20": order(20)}})
    assert [store.next_id("orders"), store.next_id("orders")] == [501, 502]


def test_the_ids_of_each_table_count_for_themselves(store: Store) -> None:
    assert (store.next_id("orders"), store.next_id("notes")) == (8, 1)


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({}, [7, 3, 5]),
        ({"Status": "OPEN"}, [7, 5]),
        ({"Status": "OPEN", "Place": 2}, [5]),
        ({"Place": 2, "Status": "OPEN"}, [5]),
        ({"Place": 1}, [7, 3]),
        ({"Status": "CLOSED", "Id": 3}, [3]),
        ({"Status": "CLOSED", "Id": 5}, []),
        ({"Status": "GONE"}, []),
        ({"Absent": None}, []),
    ],
    ids=[
        "all",
        "indexed",
        "group",
        "group-in-another-order",
        "not-indexed",
        "mixed",
        "mixed-contradicting",
        "none-has-the-value",
        "none-has-the-field",
    ],
)
def test_records_are_found_oldest_first_and_newest_first_and_counted(
    store: Store, fields: Record, ids: list[int]
) -> None:
    assert [r["Id"] for r in store.find("orders", **fields)] == ids
    assert [r["Id"] for r in store.newest("orders", **fields)] == ids[::-1]
    assert store.count("orders", **fields) == len(ids)


def test_a_record_is_found_by_what_it_has_now_and_no_more_by_what_it_had(store: Store) -> None:
    store.commit({"orders": [order(7, None, 2)]})
    assert [r["Id"] for r in store.find("orders", Status=None)] == [7]
    assert [r["Id"] for r in store.find("orders", Status="OPEN")] == [5]
    assert store.count("orders", Status="OPEN", Place=1) == 0


def test_a_store_uses_the_id_field_that_its_vendor_has() -> None:
    store = Store({}, id_field="number")
    store.commit({"orders": [{"number": 12}]})
    assert store.get("orders", 12) == {"number": 12}


def test_a_tables_first_id_is_what_it_is_told_and_the_next_follow() -> None:
    store = Store({}, first={"orders": 1001})
    assert [store.next_id("orders"), store.next_id("orders")] == [1001, 1002]
    assert store.next_id("notes") == 1


def test_a_table_with_records_goes_on_from_its_highest_id_whatever_its_first() -> None:
    store = Store({}, first={"orders": 1001})
    store.load({"orders": {"7": {"Id": 7}}}, {"notes": 3})
    assert [store.next_id("orders"), store.next_id("notes")] == [8, 4]


def test_a_table_that_was_emptied_does_not_begin_again() -> None:
    store = Store({}, first={"orders": 1001})
    store.commit({"orders": [{"Id": store.next_id("orders")}]})
    store.commit({}, {"orders": [1001]})
    assert store.next_id("orders") == 1002


@pytest.mark.parametrize(("start", "stop"), [(0, 2), (1, 2), (0, 99), (1, 1), (9, 99)])
def test_a_span_is_a_part_of_what_is_found(store: Store, start: int, stop: int) -> None:
    for fields in ({}, {"Status": "OPEN"}, {"Place": 1}):
        whole = [r["Id"] for r in store.find("orders", **fields)]
        part = [r["Id"] for r in store.span("orders", start, stop, **fields)]
        assert part == whole[start:stop]


def test_what_a_store_adopted_goes_its_own_way_and_so_does_its_source(store: Store) -> None:
    one, two = Store(INDEXED), Store(INDEXED)
    one.adopt(store.tables())
    two.adopt(one.tables())
    before = store.dump()["orders"]
    one.commit({"orders": [order(7, "CLOSED")]}, {"orders": [5]})
    store.commit({"orders": [order(9)]})
    assert two.dump()["orders"] == before
    assert [r["Id"] for r in two.find("orders", Status="OPEN")] == [7, 5]
    assert [r["Id"] for r in one.find("orders", Status="CLOSED")] == [3, 7]
    assert [r["Id"] for r in store.find("orders", Status="OPEN")] == [7, 5, 9]
    assert one.get("orders", 9) is two.get("orders", 9) is None
