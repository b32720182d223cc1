"""TinyDB, extended where it means to be: a storage and a table whose cost does not grow.

Stock TinyDB rewrites everything on a write and scans on a search.  Here a document is kept as
compact JSON and decoded when it is read, so each read is a private copy; equality on an indexed
field is answered from a hash index; and an update touches only the documents it names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import cast

import orjson
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from emulator.kernel.operation import Record

#: The ids of no document.
NOTHING: dict[int, None] = {}


class Rows(Mapping[str, Record]):
    """The documents of one table, and a hash index for each field or group of fields.

    As a mapping it is what TinyDB expects of a storage: documents by their id as text.
    """

    def __init__(self, indexed: Sequence[Sequence[str]] = ()) -> None:
        self.raw: dict[int, bytes] = {}
        self.highest = 0
        self._groups = [tuple(group) for group in indexed]
        self._keys: dict[int, list[tuple[object, ...]]] = {}
        self._index: dict[tuple[str, ...], dict[tuple[object, ...], dict[int, None]]] = {
            group: {} for group in self._groups
        }

    def __getitem__(self, key: str) -> Record:
        return self.read(int(key))

    def __iter__(self) -> Iterator[str]:
        return map(str, self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def read(self, doc_id: int) -> Record:
        document: Record = orjson.loads(self.raw[doc_id])
        return document

    def put(self, doc_id: int, document: Mapping[str, object], encoded: bytes) -> None:
        """Insert or replace a whole document."""
        keys = [tuple(document.get(field) for field in group) for group in self._groups]
        before = self._keys.get(doc_id)
        if keys != before:
            if before is not None:
                self._forget(doc_id, before)
            for group, key in zip(self._groups, keys, strict=True):
                self._index[group].setdefault(key, {})[doc_id] = None
            self._keys[doc_id] = keys
        self.raw[doc_id] = encoded
        self.highest = max(self.highest, doc_id)

    def drop(self, doc_id: int) -> None:
        del self.raw[doc_id]
        self._forget(doc_id, self._keys.pop(doc_id))

    def _forget(self, doc_id: int, keys: Sequence[tuple[object, ...]]) -> None:
        for group, key in zip(self._groups, keys, strict=True):
            ids = self._index[group][key]
            del ids[doc_id]
            if not ids:
                del self._index[group][key]

    def matching(self, wanted: Mapping[str, object]) -> dict[int, None]:
        """The ids of the documents with these values, oldest first; to be read, not kept.

        One look-up when the fields, in this order, are indexed as a group.  Otherwise the fields
        that are indexed alone narrow the choice, and the others are compared.
        """
        whole = self._index.get(tuple(wanted))
        if whole is not None:
            return whole.get(tuple(wanted.values()), NOTHING)
        single = [self._index[f,].get((v,), NOTHING) for f, v in wanted.items() if (f,) in self._index]
        others = [(f, v) for f, v in wanted.items() if (f,) not in self._index]
        smallest = min(single, key=len, default=dict.fromkeys(self.raw))
        chosen = [i for i in smallest if all(i in ids for ids in single)]
        return dict.fromkeys(i for i in chosen if not others or _equal(self.read(i), others))


def _equal(document: Mapping[str, object], wanted: Iterable[tuple[str, object]]) -> bool:
    return all(field in document and document[field] == value for field, value in wanted)


def encode(document: Mapping[str, object]) -> bytes:
    """Compact JSON, copied once: orjson's own buffer is larger than its text."""
    return bytes(memoryview(orjson.dumps(document)))


class LiveTables(Storage):
    """TinyDB's two verbs on tables held in memory; `write` is the slow path that replaces all."""

    def __init__(self, indexed: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._indexed = indexed
        self.tables: dict[str, Rows] = {name: Rows(groups) for name, groups in indexed.items()}

    def rows(self, name: str) -> Rows:
        if name not in self.tables:
            self.tables[name] = Rows(self._indexed.get(name, ()))
        return self.tables[name]

    def read(self) -> Record:
        return dict(self.tables)

    def write(self, data: Mapping[str, Mapping[str, Record]]) -> None:
        self.tables = {name: Rows(groups) for name, groups in self._indexed.items()}
        for name, documents in data.items():
            rows = self.rows(name)
            for key, document in documents.items():
                rows.put(int(key), document, encode(document))


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
    """A TinyDB table whose reads and writes by id and by indexed field cost the same at any size."""

    _storage: LiveTables

    def _read_table(self) -> dict[str, Mapping[str, object]]:
        # TinyDB says dict; it only reads
        return cast("dict[str, Mapping[str, object]]", self._storage.rows(self.name))

    def _update_table(self, updater: Callable[[MutableMapping[int, Record]], None]) -> None:
        rows = self._storage.rows(self.name)
        touched = _Touched(rows)
        updater(touched)
        encoded = {i: encode(document) for i, document in touched.changed.items()}
        for doc_id in touched.dropped & rows.raw.keys():
            rows.drop(doc_id)
        for doc_id, text in encoded.items():
            rows.put(doc_id, touched.changed[doc_id], text)

    def _get_next_id(self) -> int:
        rows = self._storage.rows(self.name)
        rows.highest += 1
        return rows.highest

    def search(self, cond: QueryLike) -> list[Document]:
        wanted = equalities(cond)
        if wanted is None:
            return super().search(cond)
        rows = self._storage.rows(self.name)
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
