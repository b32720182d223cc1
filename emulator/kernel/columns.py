"""The values of single fields, by the ids of a table's documents.

A search over all documents that decodes each of them is slow.  A field that was asked for once is
kept apart, and read again only where a document has changed since.
"""

from collections.abc import Mapping
from heapq import heappop, heappush

import orjson

#: The values of a field with their documents, the least first; what has changed may be in it, too.
Heap = list[tuple[str, int]]
#: How many of these a heap has at most for each document, and for none.
STALE, FEW = 2, 16


class Columns:
    """The fields of one table that somebody has asked for."""

    def __init__(self) -> None:
        #: The values of a field, and the documents that have changed since they were read.
        self._known: dict[str, tuple[dict[int, object], set[int]]] = {}
        #: The same of a field whose least was asked for.
        self._heaps: dict[str, tuple[Heap, set[int]]] = {}

    def copy(self) -> "Columns":
        """The same, apart from these from now on."""
        other = Columns()
        other._known = {n: (values.copy(), ids.copy()) for n, (values, ids) in self._known.items()}
        other._heaps = {n: (heap.copy(), ids.copy()) for n, (heap, ids) in self._heaps.items()}
        return other

    def changed(self, doc_id: int) -> None:
        """A document is new, or other than it was, or gone."""
        for _, changed in self._known.values():
            changed.add(doc_id)
        for _, changed in self._heaps.values():
            changed.add(doc_id)

    def of(self, name: str, raw: Mapping[int, bytes]) -> Mapping[int, object]:
        """A field of all documents; `Status/Primary` is one inside another, null where none is.

        raw: the documents as they are now.  A value that is a list or an object is not to be
        changed.
        """
        if name not in self._known:
            self._known[name] = {}, set(raw)
        values, changed = self._known[name]
        if changed:
            same: dict[str, str] = {}  # many documents say the same
            for doc_id in changed:
                if doc_id not in raw:
                    values.pop(doc_id, None)
                    continue
                value = picked(orjson.loads(raw[doc_id]), name)
                values[doc_id] = same.setdefault(value, value) if isinstance(value, str) else value
            changed.clear()
        return values

    def least(self, name: str, raw: Mapping[int, bytes]) -> int | None:
        """The document whose text in a field comes first, of several the oldest; nulls are none.

        It costs the same at any number of documents, but for those that have changed.
        """
        values = self.of(name, raw)
        heap, changed = self._heaps.setdefault(name, ([], set(raw)))
        if len(heap) > STALE * len(values) + FEW:
            heap.clear()
            changed.update(values)
        for doc_id in changed:
            if isinstance(value := values.get(doc_id), str):
                heappush(heap, (value, doc_id))
        changed.clear()
        while heap and values.get(heap[0][1]) != heap[0][0]:
            heappop(heap)
        return heap[0][1] if heap else None


def picked(document: object, path: str) -> object:
    """A field of a document, or one inside it."""
    for name in path.split("/"):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
