"""Our table against TinyDB's own: the same answers to the same calls."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tinydb import Query, TinyDB, where
from tinydb.queries import QueryLike
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from emulator.kernel.operation import Record
from emulator.kernel.rows import Rows, encode, freeze
from emulator.kernel.store import Store
from emulator.kernel.table import FlatTable, equalities

INDEXED = {"orders": [["Status"], ["Status", "Place"]]}
STATUSES = st.sampled_from(["OPEN", "CLOSED", None, 1, True])
PLACES = st.integers(0, 2)
IDS = st.integers(1, 12)
ORDERS = st.fixed_dictionaries(
    {"Status": STATUSES, "Place": PLACES, "Tags": st.lists(st.sampled_from("ab"), max_size=2)}
)
TEXTS = st.sampled_from(["OPEN", "CLOSED"])
CONDITIONS: st.SearchStrategy[QueryLike] = st.one_of(
    STATUSES.map(lambda s: where("Status") == s),
    PLACES.map(lambda p: where("Place") == p),
    st.tuples(STATUSES, PLACES).map(lambda t: (where("Status") == t[0]) & (where("Place") == t[1])),
    PLACES.map(lambda p: Query().Place > p),
    st.tuples(TEXTS, TEXTS).map(lambda t: (Query().Status == t[0]) & (Query().Status == t[1])),
    st.tuples(TEXTS, PLACES).map(lambda t: (Query().Status == t[0]) | (Query().Place == t[1])),
    TEXTS.map(lambda s: ~(Query().Status == s)),
    st.sampled_from("ab").map(lambda tag: Query().Tags.any([tag])),
    st.just(where("Absent") == 1),
    st.just(where("Absent").exists()),
)


def by_id(documents: list[Document]) -> dict[int, Record]:
    return {document.doc_id: dict(document) for document in documents}


def outcome(table: Table, method: str, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401
    """What a call answers, or the kind of its error."""
    try:
        return getattr(table, method)(*args, **kwargs)
    except KeyError:
        return KeyError


class SameAsStock(RuleBasedStateMachine):
    """Random operations on both; `same` compares what they answer."""

    def __init__(self) -> None:
        super().__init__()
        self.ours: Table = Store(INDEXED).table("orders")
        self.stock = TinyDB(storage=MemoryStorage).table("orders", cache_size=0)

    def same(self, method: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        expected = outcome(self.stock, method, *args, **kwargs)
        assert outcome(self.ours, method, *args, **kwargs) == expected

    @rule(order=ORDERS)
    def insert(self, order: Record) -> None:
        """With our id, as ours are not used again after a removal."""
        doc_id = self.ours.insert(order)
        self.stock.insert(Document(order, doc_id))

    @rule(order=ORDERS, doc_id=IDS)
    def insert_with_id(self, order: Record, doc_id: int) -> None:
        if not self.stock.contains(doc_id=doc_id):
            self.same("insert", Document(order, doc_id))

    @rule(order=ORDERS, doc_id=IDS)
    def upsert_with_id(self, order: Record, doc_id: int) -> None:
        self.same("upsert", Document(order, doc_id))

    @rule(order=ORDERS, condition=CONDITIONS)
    def upsert_where(self, order: Record, condition: QueryLike) -> None:
        if self.stock.contains(condition):
            self.same("upsert", order, condition)

    @rule(place=PLACES, condition=CONDITIONS)
    def update_where(self, place: int, condition: QueryLike) -> None:
        self.same("update", {"Place": place}, condition)

    @rule(status=STATUSES, doc_id=IDS)
    def update_by_id(self, status: object, doc_id: int) -> None:
        self.same("update", {"Status": status}, doc_ids=[doc_id])

    @rule(place=PLACES)
    def update_all(self, place: int) -> None:
        self.same("update", {"Place": place})

    @rule(condition=CONDITIONS)
    def remove_where(self, condition: QueryLike) -> None:
        self.same("remove", condition)

    @rule(doc_id=IDS)
    def remove_by_id(self, doc_id: int) -> None:
        self.same("remove", doc_ids=[doc_id])

    @rule()
    def truncate(self) -> None:
        self.same("truncate")

    @rule(condition=CONDITIONS)
    def search(self, condition: QueryLike) -> None:
        assert by_id(self.ours.search(condition)) == by_id(self.stock.search(condition))

    @rule(condition=CONDITIONS)
    def ask(self, condition: QueryLike) -> None:
        for method in ("contains", "count", "get"):
            self.same(method, condition)

    @rule(doc_id=IDS)
    def ask_by_id(self, doc_id: int) -> None:
        self.same("get", doc_id=doc_id)
        self.same("contains", doc_id=doc_id)

    @invariant()
    def all_documents_are_the_same_in_the_same_order(self) -> None:
        ours, stock = self.ours.all(), self.stock.all()
        assert [(d.doc_id, d) for d in ours] == [(d.doc_id, d) for d in stock]
        assert len(self.ours) == len(self.stock)


class TestOurTableAnswersAsStockTinyDBDoes(SameAsStock.TestCase):  # type: ignore[misc,valid-type]
    settings = settings(deadline=None, max_examples=60, stateful_step_count=20)


@settings(deadline=None, max_examples=50)
@given(st.lists(ORDERS, max_size=8))
def test_ids_are_given_as_stock_tinydb_gives_them(orders: list[Record]) -> None:
    ours, stock = Store(INDEXED).table("orders"), TinyDB(storage=MemoryStorage).table("orders")
    assert ours.insert_multiple(orders) == stock.insert_multiple(orders)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(IDS, ORDERS), st.dictionaries(IDS, ORDERS), st.sets(IDS))
def test_an_index_finds_what_a_scan_finds_after_changes_and_removals(
    before: Mapping[int, Record], after: Mapping[int, Record], gone: set[int]
) -> None:
    groups = [["Status"], ["Status", "Place"], ["Place", "Status"]]
    indexed, plain = Rows(groups), Rows()
    for rows in (indexed, plain):
        for documents in (before, after):
            for doc_id, order in documents.items():
                rows.put(doc_id, rows.keys_of(order), encode(order))
        for doc_id in gone & rows.raw.keys():
            rows.drop(doc_id)
    for wanted in _questions():
        assert set(indexed.matching(wanted)) == set(plain.matching(wanted))


def _questions() -> list[Mapping[str, object]]:
    statuses, places = ["OPEN", "CLOSED", None, 1], range(3)
    alone = [{"Status": s} for s in statuses] + [{"Place": p} for p in places]
    pairs = [{"Status": s, "Place": p} for s in statuses for p in places]
    swapped = [{"Place": p, "Status": s} for s in statuses for p in places]
    return [{}, *alone, *pairs, *swapped, {"Absent": 1}, {"Status": "OPEN", "Absent": None}]


def open_table() -> FlatTable:
    table = Store(INDEXED).table("orders")
    table.insert({"Status": "OPEN", "Place": 1})
    table.insert({"Status": "OPEN", "Place": 2})
    return table


def raise_on_the_second(document: Record) -> None:
    document["Status"] = "CLOSED"
    if document["Place"] == 2:
        raise ValueError("the second")


def spoil_the_second(document: Record) -> None:
    document["Status"] = "CLOSED"
    if document["Place"] == 2:
        document["Place"] = {1}


def test_an_updater_that_fails_changes_nothing() -> None:
    table = open_table()
    with pytest.raises(ValueError, match="the second"):
        table.update(raise_on_the_second)  # type: ignore[arg-type]  # TinyDB says Mapping
    assert table.count(where("Status") == "OPEN") == 2


def test_an_updater_that_leaves_what_is_not_json_changes_nothing() -> None:
    table = open_table()
    with pytest.raises(TypeError):
        table.update(spoil_the_second)  # type: ignore[arg-type]  # TinyDB says Mapping
    assert [dict(d) for d in table] == [
        {"Status": "OPEN", "Place": 1},
        {"Status": "OPEN", "Place": 2},
    ]


def test_a_document_changed_after_a_search_is_not_changed_in_the_table() -> None:
    table = open_table()
    table.search(where("Status") == "OPEN")[0]["Status"] = "CLOSED"
    assert table.count(where("Status") == "OPEN") == 2


def test_a_dropped_table_is_empty() -> None:
    store = Store(INDEXED)
    store.commit({"orders": [{"Id": 1, "Status": "OPEN", "Place": 1}]})
    store.table("orders").truncate()
    assert store.dump()["orders"] == {}


def test_stock_tinydb_opens_a_dump_written_as_json_and_reads_the_same(tmp_path: Path) -> None:
    store = Store(INDEXED)
    records = [{"Id": i, "Status": "OPEN", "Place": i % 2, "Tags": ["ä"]} for i in (3, 11, 7)]
    store.commit({"orders": records, "notes": [{"Id": 1, "Text": None}]})
    (tmp_path / "db.json").write_text(json.dumps(store.dump()))
    with TinyDB(tmp_path / "db.json") as stock:
        assert stock.tables() == {"orders", "notes"}
        for name in ("orders", "notes"):
            assert by_id(stock.table(name).all()) == by_id(store.table(name).all())
        found = stock.table("orders").search(where("Place") == 1)
        assert by_id(found) == by_id(store.table("orders").search(where("Place") == 1))


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (where("A") == 1, {"A": 1}),
        ((where("A") == 1) & (Query().B == "x"), {"A": 1, "B": "x"}),
        (where("A") == None, {"A": None}),  # noqa: E711 - TinyDB's language
        ((where("A") == 1) & (where("A") == 2), None),
        ((where("A") == 1) | (where("B") == 2), None),
        (where("A") > 1, None),
        ((where("A") == 1) & (where("B") > 1), None),
        (Query().A.B == 1, None),
        (where("A") == [1], None),
    ],
    ids=["one", "two", "none", "contradiction", "or", "greater", "and-greater", "nested", "list"],
)
def test_only_equal_top_level_fields_are_answered_from_an_index(
    query: QueryLike, fields: Mapping[str, object] | None
) -> None:
    assert equalities(query) == fields


def test_a_read_only_document_is_written_as_the_one_it_was_made_from() -> None:
    document = {"A": {"B": [1, {"C": [2]}]}, "D": []}
    assert orjson.loads(encode(freeze(document))) == document


CHANGES: Mapping[str, Callable[[Any], object]] = {
    "set": lambda inside: inside.__setitem__("B", 2),
    "delete": lambda inside: inside.__delitem__("B"),
    "update": lambda inside: inside.update(B=2),
    "union": lambda inside: inside.__ior__({"B": 2}),
    "setdefault": lambda inside: inside.setdefault("C", 2),
    "pop": lambda inside: inside.pop("B"),
    "popitem": lambda inside: inside.popitem(),
    "clear": lambda inside: inside.clear(),
    "append": lambda inside: inside["B"].append(2),
    "set-item": lambda inside: inside["B"].__setitem__(0, 2),
    "deeper": lambda inside: inside["B"][0].update(C=2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_inside_a_read_only_document_cannot_be_changed(
    change: Callable[[Any], object],
) -> None:
    document = freeze({"A": {"B": [{"C": 1}]}})
    with pytest.raises((TypeError, AttributeError)):
        change(document["A"])
    assert orjson.loads(encode(document)) == {"A": {"B": [{"C": 1}]}}


def test_a_read_only_object_is_equal_to_a_plain_one_and_copied_into_one() -> None:
    inside: Any = freeze({"A": {"B": 1}})["A"]
    assert inside == {"B": 1}
    assert {**inside, "C": 2} == {"B": 1, "C": 2}
