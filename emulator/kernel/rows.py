"""The documents of one table: compact JSON by id, and a hash index for each group of fields.

A document is decoded when it is read, so each read is a private copy.  Reads and writes by id and
by indexed field cost the same at any number of documents.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NoReturn

import orjson

from emulator.kernel.columns import Columns
from emulator.kernel.ranks import Order, Ranked
from emulator.kernel.record import Record

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
        #: Others read the same dictionaries.
        self._is_shared = False
        self._keys: dict[int, Sequence[object]] = {}
        #: Read once since it changed (None), or again (decoded and read-only).
        self._decoded: dict[int, Mapping[str, object] | None] = {}
        self._index: dict[tuple[str, ...], Index] = {tuple(group): {} for group in indexed}
        self._indexes = list(self._index.values())
        self._columns = Columns()
        #: By the field that they are by, and those that documents are apart by.
        self._orders: dict[tuple[str, ...], Order] = {}
        self._keys_of = [itemgetter(*group) for group in self._index]

    def clone(self) -> "Rows":
        """The same documents, apart from these from now on; copied by whoever changes one first."""
        self._is_shared = True
        same = Rows.__new__(Rows)
        vars(same).update(vars(self))  # as copy.copy does, in a sixth of its time
        return same

    def _unshare(self) -> None:
        self._is_shared = False
        self.raw, self._keys, self._decoded = self.raw.copy(), self._keys.copy(), {}
        self._columns = self._columns.copy()
        self._orders = {names: order.copy() for names, order in self._orders.items()}
        self._index = {group: _copied(index) for group, index in self._index.items()}
        self._indexes = list(self._index.values())

    def __getitem__(self, key: str) -> Record:
        return self.read(int(key))

    def __contains__(self, key: object) -> bool:
        """Whether there is a document of this id; none has an id that is no number."""
        try:
            return int(str(key)) in self.raw
        except ValueError:
            return False

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
            keys = tuple([key_of(document) for key_of in self._keys_of])
        except KeyError as missing:
            raise TypeError(f"a record without its indexed field {missing}") from None
        hash(keys)
        return keys

    def put(self, doc_id: int, keys: Sequence[object], encoded: bytes) -> None:
        """Insert or replace a whole document, encoded, with what it is found by."""
        if self._is_shared:
            self._unshare()
        if doc_id in self.raw:
            self._index_again(doc_id, keys)
            self._decoded.pop(doc_id, None)
        else:
            for index, key in zip(self._indexes, keys, strict=True):
                remember(index, key, doc_id)
            self.highest = max(self.highest, doc_id)
        self.raw[doc_id] = encoded
        self._changed(doc_id)

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
        if self._is_shared:
            self._unshare()
        keys = self.keys_of(self.read(doc_id))
        del self.raw[doc_id]
        self._keys.pop(doc_id, None)
        self._decoded.pop(doc_id, None)
        self._changed(doc_id)
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
        others = [(f, v) for f, v in wanted.items() if (f,) not in self._index]
        chosen = self._indexed(wanted)
        return dict.fromkeys(i for i in chosen if not others or _equal(self.read(i), others))

    def _indexed(self, wanted: Mapping[str, object]) -> list[int]:
        """The ids of the documents with these values, as far as they are indexed alone."""
        single = [ids_of(self._index[f,], v) for f, v in wanted.items() if (f,) in self._index]
        smallest = min(single, key=len) if single else dict.fromkeys(self.raw)
        others = [ids for ids in single if ids is not smallest]
        return [i for i in smallest if all(i in ids for ids in others)] if others else [*smallest]

    def search(self, wanted: Mapping[str, object]) -> list[int]:
        """The same as `matching`, for a search that looks at columns anyway."""
        found = self._indexed(wanted)
        for field, value in wanted.items():
            if (field,) not in self._index:
                column = self.column(field)
                found = [i for i in found if column[i] == value]
        return found

    def column(self, name: str) -> Mapping[int, object]:
        """The values of a field by id; to be read until the next change."""
        return self._columns.of(name, self.raw)

    def ranked(self, by: str, wanted: Mapping[str, object]) -> Ranked:
        """The documents with these values in the order of a field, which is kept from now on."""
        names = (by, *wanted)
        order = self._orders.get(names)
        if order is None:
            order = self._orders[names] = Order(by, tuple(wanted))
            order.changed.update(self.raw)
        return order.of(self.raw, tuple(wanted.values()))

    def _changed(self, doc_id: int) -> None:
        self._columns.changed(doc_id)
        for order in self._orders.values():
            order.changed.add(doc_id)


def _copied(index: Index) -> Index:
    return {k: ids.copy() if isinstance(ids, dict) else ids for k, ids in index.items()}


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
