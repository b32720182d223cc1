"""The documents of a table in the order of a field.

It is kept, so that one page of them costs the same at any number of documents.  They are apart by
the values of some other fields: those of one customer, of one parent.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from math import inf

import orjson

#: A record, as it is read.
Document = Mapping[str, object]
#: What a value is ordered by: nulls, then numbers, then texts whatever their case.
Rank = tuple[int, float, str]
#: A document's place.
Key = tuple[Rank, int]
#: Where the first value is: after all nulls.
VALUES: Key = ((1, -inf, ""), 0)
#: What the documents of a group share.
Shared = tuple[object, ...]


def rank(value: object) -> Rank:
    if isinstance(value, int | float):
        return 1, value, ""
    return (0, 0, "") if value is None else (2, 0, str(value).casefold())


class Ranked:
    """The ids of some documents in order, of several with one value the oldest first.

    To be read at once, not kept.  nulls: how many have no value; they are the lowest.
    """

    def __init__(self, ids: Sequence[int], nulls: int = 0) -> None:
        self._ids, self.nulls = ids, nulls

    def __len__(self) -> int:
        return len(self._ids)

    def lowest(self, start: int, stop: int) -> list[int]:
        """From one place to another, counted from the lowest."""
        return list(self._ids[start:stop])

    def highest(self, start: int, stop: int) -> list[int]:
        """From one place to another, counted from the highest."""
        size = len(self._ids)
        return self.lowest(max(0, size - stop), max(0, size - start))[::-1]


class _Group:
    """The documents that share some values: what they are ordered by, and their ids beside it."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.ids: list[int] = []

    def copy(self) -> "_Group":
        other = _Group()
        other.keys, other.ids = self.keys.copy(), self.ids.copy()
        return other

    def sort(self) -> None:
        self.keys.sort()
        self.ids = [doc_id for _, doc_id in self.keys]

    def add(self, key: Key) -> None:
        place = bisect_left(self.keys, key)
        self.keys.insert(place, key)
        self.ids.insert(place, key[1])

    def drop(self, key: Key) -> None:
        place = bisect_left(self.keys, key)
        del self.keys[place], self.ids[place]


class Order:
    """One order of a table: by a field, the documents apart by others.

    changed: those that have changed since the order was looked at.
    """

    def __init__(self, by: str, apart: Sequence[str]) -> None:
        self._by, self._apart = by, apart
        self._groups: dict[Shared, _Group] = {}
        self._places: dict[int, tuple[Shared, Key]] = {}
        self.changed: set[int] = set()

    def copy(self) -> "Order":
        """The same, apart from this one from now on."""
        other = Order(self._by, self._apart)
        other._groups = {shared: group.copy() for shared, group in self._groups.items()}
        other._places, other.changed = self._places.copy(), self.changed.copy()
        return other

    def of(self, raw: Mapping[int, bytes], values: Shared) -> Ranked:
        """The documents with these values.  raw: all documents as they are now."""
        if len(self.changed) > len(self._places):  # sorting is cheaper
            self._groups, self._places = {}, {}
            self.fill((i, orjson.loads(raw[i])) for i in raw)
        else:
            for doc_id in self.changed:
                self._move(doc_id, raw.get(doc_id))
        self.changed.clear()
        group = self._groups.get(values)
        return Ranked(group.ids, bisect_left(group.keys, VALUES)) if group else Ranked(())

    def fill(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Take many documents in at once."""
        for doc_id, document in documents:
            shared, key = self._places[doc_id] = self._place(doc_id, document)
            self._groups.setdefault(shared, _Group()).keys.append(key)
        for group in self._groups.values():
            group.sort()

    def _place(self, doc_id: int, document: Document) -> tuple[Shared, Key]:
        shared = tuple([document.get(name) for name in self._apart])
        return shared, (rank(document.get(self._by)), doc_id)

    def _move(self, doc_id: int, raw: bytes | None) -> None:
        place = self._place(doc_id, orjson.loads(raw)) if raw is not None else None
        before = self._places.pop(doc_id, None)
        if before is not None and before != place:
            self._groups[before[0]].drop(before[1])
        if place is not None:
            self._places[doc_id] = place
            if before != place:
                self._groups.setdefault(place[0], _Group()).add(place[1])


def ranked(documents: Mapping[int, Document], by: str, fields: Mapping[str, object]) -> Ranked:
    """The same of documents that nobody keeps an order of."""
    order = Order(by, tuple(fields))
    order.fill(documents.items())
    return order.of({}, tuple(fields.values()))
