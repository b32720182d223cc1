"""TinyDB, extended where it means to be: a storage and a table whose cost does not grow.

Stock TinyDB rewrites everything on a write and scans on a search.  Here a document is kept as
compact JSON and decoded when it is read, so each read is a private copy; equality on an indexed
field is answered from a hash index; and an update touches only the documents it names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from operator import itemgetter
from typing import NoReturn, cast

import orjson
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from emulator.kernel.operation import Record

#: The ids of the documents with a key: one, or several in the order they came.
Index = dict[object, int | dict[int, None]]

#: How many documents of a table are kept decoded.
KEPT = 2_000

#: Not read since it changed.
UNREAD: Mapping[str, object] = {}

#: The ids of no document.
NOTHING: dict[int, None] = {}


class Rows(Mapping[str, Record]):
    """The documents of one table, and a hash index for each field or group of fields.

    As a mapping it is what TinyDB expects of a storage: documents by their id as text.
    """

    def __init__(self, indexed: Sequence[Sequence[str]] = ()) -> None:
        self.raw: dict[int, bytes] = {}
        self.highest = 0
        self._keys: dict[int, Sequence[object]] = {}
        #: Read once since it changed (None), or again (decoded and read-only).
        self._decoded: dict[int, Mapping[str, object] | None] = {}
        self._index: dict[tuple[str, ...], Index] = {tuple(group): {} for group in indexed}
        self._indexes = list(self._index.values())
        self._keys_of = [itemgetter(*group) for group in self._index]

    def __getitem__(self, key: str) -> Record:
        return self.read(int(key))

    def __iter__(self) -> Iterator[str]:
        return map(str, self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def read(self, doc_id: int) -> Record:
        document: Record = orjson.loads(self.raw[doc_id])
        return document

    def copy(self, doc_id: int) -> Record:
        """A dictionary of the caller's own; what is inside its fields may be read-only.

        A document that is read again before it changes is kept decoded, so that those that are
        read all the time (users, locations) cost a copy and not a decoding.
        """
        kept = self._decoded.get(doc_id, UNREAD)
        if kept is not UNREAD and kept is not None:
            return dict(kept)
        document = self.read(doc_id)
        if len(self._decoded) >= KEPT:
            self._decoded.clear()
        self._decoded[doc_id] = None if kept is UNREAD else freeze(document)
        return document

    def keys_of(self, document: Mapping[str, object]) -> Sequence[object]:
        """What a document is found by.  Raises TypeError if it lacks that, or it is no scalar."""
        try:
            keys = [key_of(document) for key_of in self._keys_of]
        except KeyError as missing:
            raise TypeError(f"a record without its indexed field {missing}") from None
        for key in keys:
            hash(key)
        return keys

    def put(self, doc_id: int, keys: Sequence[object], encoded: bytes) -> None:
        """Insert or replace a whole document, encoded, with what it is found by."""
        if doc_id in self.raw:
            self._index_again(doc_id, keys)
            self._decoded.pop(doc_id, None)
        else:
            for index, key in zip(self._indexes, keys, strict=True):
                remember(index, key, doc_id)
            self.highest = max(self.highest, doc_id)
        self.raw[doc_id] = encoded

    def _index_again(self, doc_id: int, keys: Sequence[object]) -> None:
        """Move a document to its new keys; under a key that it had before it keeps its place."""
        before = self._keys.get(doc_id)
        if before is None:
            before = self.keys_of(self.read(doc_id))
        self._keys[doc_id] = keys  # kept once it is replaced: most documents never are
        if keys != before:
            for index, old, new in zip(self._indexes, before, keys, strict=True):
                if old != new:
                    forget(index, old, doc_id)
                    remember(index, new, doc_id)

    def drop(self, doc_id: int) -> None:
        keys = self.keys_of(self.read(doc_id))
        del self.raw[doc_id]
        self._keys.pop(doc_id, None)
        self._decoded.pop(doc_id, None)
        for index, key in zip(self._indexes, keys, strict=True):
            forget(index, key, doc_id)

    def matching(self, wanted: Mapping[str, object]) -> dict[int, None]:
        """The ids of the documents with these values, oldest first; to be read, not kept.

        One look-up when the fields, in this order, are indexed as a group.  Otherwise the fields
        that are indexed alone narrow the choice, and the others are compared.
        """
        whole = self._index.get(tuple(wanted))
        if whole is not None:
            values = tuple(wanted.values())
            return ids_of(whole, values if len(values) > 1 else values[0])
        single = [ids_of(self._index[f,], v) for f, v in wanted.items() if (f,) in self._index]
        others = [(f, v) for f, v in wanted.items() if (f,) not in self._index]
        smallest = min(single, key=len) if single else dict.fromkeys(self.raw)
        chosen = [i for i in smallest if all(i in ids for ids in single)]
        return dict.fromkeys(i for i in chosen if not others or _equal(self.read(i), others))


def ids_of(index: Index, key: object) -> dict[int, None]:
    """The ids under a key, oldest first."""
    ids = index.get(key)
    return ids if isinstance(ids, dict) else NOTHING if ids is None else {ids: None}


def remember(index: Index, key: object, doc_id: int) -> None:
    """Put a document into an index, after those with the same key."""
    ids = index.get(key)
    if ids is None:
        index[key] = doc_id
    elif isinstance(ids, dict):
        ids[doc_id] = None
    else:
        index[key] = {ids: None, doc_id: None}


def forget(index: Index, key: object, doc_id: int) -> None:
    """Take a document out of an index, and the key with it if it was the last."""
    ids = index[key]
    if isinstance(ids, dict) and len(ids) > 1:
        del ids[doc_id]
    else:
        del index[key]


def _equal(document: Mapping[str, object], wanted: Iterable[tuple[str, object]]) -> bool:
    return all(field in document and document[field] == value for field, value in wanted)


class ReadOnly(dict[str, object]):
    """An object inside a record: it can be read, compared, copied and encoded, not changed."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("what is inside a record's field is read-only: replace it whole")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def freeze(document: Mapping[str, object]) -> Mapping[str, object]:
    """The same document, read-only all the way down: lists become tuples."""
    return ReadOnly(
        {n: _frozen(v) if isinstance(v, dict | list) else v for n, v in document.items()}
    )


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return freeze(value)
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def encode(document: Mapping[str, object]) -> bytes:
    """Compact JSON, copied once: orjson's own buffer is larger than its text.

    Raises TypeError for what is not JSON, an instant too.
    """
    return bytes(memoryview(orjson.dumps(document, option=orjson.OPT_PASSTHROUGH_DATETIME)))


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
