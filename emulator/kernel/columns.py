"""The values of single fields, by the ids of a table's documents.

A search over all documents that decodes each of them is slow.  A field that was asked for once is
kept apart, and read again only where a document has changed since.
"""

from collections.abc import Mapping

import orjson


class Columns:
    """The fields of one table that somebody has asked for."""

    def __init__(self) -> None:
        #: The values of a field, and the documents that have changed since they were read.
        self._known: dict[str, tuple[dict[int, object], set[int]]] = {}

    def copy(self) -> "Columns":
        """The same, apart from these from now on."""
        other = Columns()
        other._known = {n: (values.copy(), ids.copy()) for n, (values, ids) in self._known.items()}
        return other

    def changed(self, doc_id: int) -> None:
        """A document is new, or other than it was, or gone."""
        for _, changed in self._known.values():
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


def picked(document: object, path: str) -> object:
    """A field of a document, or one inside it."""
    for name in path.split("/"):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
