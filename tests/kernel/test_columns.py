"""Single fields of all records of a table, kept apart from the records."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.overlay import Overlay
from emulator.kernel.store import Store
from tests.kernel.orders import INDEXED, order


@pytest.fixture
def store() -> Store:
    """Three orders, committed out of the order of their ids."""
    made = Store(INDEXED)
    made.commit({"orders": [order(7), order(3, "CLOSED"), order(5, "OPEN", 2)]})
    return made


def test_a_column_has_the_field_of_every_record(store: Store) -> None:
    assert store.column("orders", "Status") == {7: "OPEN", 3: "CLOSED", 5: "OPEN"}


def test_a_column_of_a_field_inside_another_is_named_with_a_slash(store: Store) -> None:
    inside = {i: r["Inside"]["Type"] for i in (7, 3, 5) if (r := store.get("orders", i))}
    assert store.column("orders", "Inside/Type") == inside


@pytest.mark.parametrize("name", ["Nothing", "Status/Nothing", "Inside/Nothing/More"])
def test_a_field_that_is_not_there_is_null(store: Store, name: str) -> None:
    assert set(store.column("orders", name).values()) == {None}


def test_an_unknown_table_has_empty_columns(store: Store) -> None:
    assert (store.column("nothing", "Status"), store.search("nothing", Status="OPEN")) == ({}, [])


def test_a_search_compares_what_is_indexed_and_what_is_not(store: Store) -> None:
    assert sorted(store.search("orders", Status="OPEN")) == [5, 7]
    assert store.search("orders", Status="OPEN", Place=2, Id=5) == [5]
    assert store.search("orders", Id=4) == []


def test_a_column_follows_every_change(store: Store) -> None:
    store.column("orders", "Status")
    store.commit({"orders": [order(3, "OPEN"), order(9, "NEW")]}, {"orders": [7]})
    assert store.column("orders", "Status") == {3: "OPEN", 5: "OPEN", 9: "NEW"}


def test_copies_of_a_store_have_columns_of_their_own(store: Store) -> None:
    store.column("orders", "Status")
    other = Store(INDEXED)
    other.adopt(store.tables())
    other.commit({"orders": [order(7, "CHANGED")]})
    store.commit({"orders": [order(5, "GONE")]})
    assert other.column("orders", "Status") == {7: "CHANGED", 3: "CLOSED", 5: "OPEN"}
    assert store.column("orders", "Status") == {7: "OPEN", 3: "CLOSED", 5: "GONE"}


def test_records_as_they_will_be_have_columns_too(store: Store) -> None:
    seen = Overlay(store, {"orders": [order(3, "SOON")]}, "Id", {"orders": [5]})
    assert seen.column("orders", "Status") == {7: "OPEN", 3: "SOON"}
    assert seen.search("orders", Status="SOON") == [3]
    assert Overlay(store, {}, "Id").column("orders", "Place") == store.column("orders", "Place")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from(["OPEN", "CLOSED", None, "read"])),
        max_size=20,
    )
)
def test_a_column_is_what_reading_every_record_gives(steps: list[tuple[int, str | None]]) -> None:
    store = Store(INDEXED)
    for record_id, status in steps:
        if status == "read":
            store.column("orders", "Status")
        elif status is not None:
            store.commit({"orders": [order(record_id, status)]})
        elif store.get("orders", record_id):
            store.commit({}, {"orders": [record_id]})
    read = {r["Id"]: r["Status"] for r in store.find("orders")}
    assert store.column("orders", "Status") == read
