"""TinyDB, extended where it means to be: a storage and a table whose cost does not grow.

Stock TinyDB rewrites everything on a write and scans on a search.  Here equality on an indexed
field is answered from a hash index, and an update touches only the documents it names.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import cast

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from emulator.kernel.record import Record
from emulator.kernel.rows import Rows, encode


class Tables(dict[str, Rows]):
    """The rows of each table by its name; a table that is asked for is there."""

    def __init__(self, indexed: Mapping[str, Sequence[Sequence[str]]]) -> None:
        super().__init__({name: Rows(groups) for name, groups in indexed.items()})

    def __missing__(self, name: str) -> Rows:
        rows = self[name] = Rows()
        return rows


class LiveTables(Storage):
    """TinyDB's two verbs on tables held in memory; `write` is the slow path that replaces all."""

    def __init__(self, indexed: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._indexed = indexed
        self.tables = Tables(indexed)

    def read(self) -> Record:
        return dict(self.tables)

    def write(self, data: Mapping[str, Mapping[str, Record]]) -> None:
        self.tables.clear()
        self.tables.update(Tables(self._indexed))
        for name, documents in data.items():
            rows = self.tables[name]
            for key, document in documents.items():
                rows.put(int(key), rows.keys_of(document), encode(document))


class _Touched(MutableMapping[int, Record]):
    """What an updater sees: a document is copied when touched; nothing applies until the end."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.changed: dict[int, Record] = {}
        self.dropped: set[int] = set()

    def __getitem__(self, doc_id: int) -> Record:
        if doc_id in self.dropped:
            raise KeyError(doc_id)
        if doc_id not in self.changed:
            self.changed[doc_id] = self._rows.read(doc_id)
        return self.changed[doc_id]

    def __setitem__(self, doc_id: int, document: Record) -> None:
        self.dropped.discard(doc_id)
        self.changed[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self.changed.pop(doc_id, None)
        self.dropped.add(doc_id)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self.changed or (doc_id in self._rows.raw and doc_id not in self.dropped)

    def __iter__(self) -> Iterator[int]:
        kept = [i for i in self._rows.raw if i not in self.dropped]
        return iter(kept + [i for i in self.changed if i not in self._rows.raw])

    def __len__(self) -> int:
        return len(list(iter(self)))


class FlatTable(Table):
    """A TinyDB table whose cost by id and by indexed field is the same at any size."""

    _storage: LiveTables

    def _read_table(self) -> dict[str, Mapping[str, object]]:
        # TinyDB says dict; it only reads
        return cast("dict[str, Mapping[str, object]]", self._storage.tables[self.name])

    def _update_table(  # type: ignore[override]  # TinyDB says dict; its updaters take a mapping
        self, updater: Callable[[MutableMapping[int, Record]], None]
    ) -> None:
        rows = self._storage.tables[self.name]
        touched = _Touched(rows)
        updater(touched)
        encoded = {i: (rows.keys_of(d), encode(d)) for i, d in touched.changed.items()}
        for doc_id in touched.dropped & rows.raw.keys():
            rows.drop(doc_id)
        for doc_id, (keys, text) in encoded.items():
            rows.put(doc_id, keys, text)

    def _get_next_id(self) -> int:
        rows = self._storage.tables[self.name]
        rows.highest += 1
        return rows.highest

    def search(self, cond: QueryLike) -> list[Document]:
        wanted = equalities(cond)
        if wanted is None:
            return super().search(cond)
        rows = self._storage.tables[self.name]
        return [Document(rows.read(i), i) for i in rows.matching(wanted)]


def equalities(cond: QueryLike) -> dict[str, object] | None:
    """The fields and values of a query that only asks for equal top-level fields, else None."""
    return _fold(getattr(cond, "_hash", None))


def _fold(known: object) -> dict[str, object] | None:
    match known:
        case ("==", (str(field),), str() | int() | float() | bool() | None as value):
            return {field: value}
        case ("and", frozenset() as parts):
            folded = [_fold(part) for part in parts]
            if None in folded:
                return None
            fields = [(f, v) for part in folded for f, v in (part or {}).items()]
            return dict(fields) if len(dict(fields)) == len(fields) else None
    return None
