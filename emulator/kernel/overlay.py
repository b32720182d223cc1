"""Records as they will be once some changes are committed.

What an event says is made before the commit, so that both happen or neither does.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from emulator.kernel.columns import picked
from emulator.kernel.operation import Record, Records
from emulator.kernel.ranks import Ranked, ranked
from emulator.kernel.store import NOTHING


class Overlay:
    """The records of a store with changes on top; the store itself is not touched.

    removes: the ids of records that are gone, by table.
    """

    def __init__(
        self,
        records: Records,
        changes: Mapping[str, Sequence[Record]],
        id_field: str,
        removes: Mapping[str, Sequence[int]] = NOTHING,
    ) -> None:
        self._records = records
        self.id_field = id_field
        self._changes = {
            table: {record[id_field]: record for record in changed}
            for table, changed in changes.items()
            if changed
        }
        self._removes = {table: set(ids) for table, ids in removes.items() if ids}
        self._touched = self._changes.keys() | self._removes.keys()

    def get(self, table: str, record_id: int) -> Record | None:
        if record_id in self._removes.get(table, ()):
            return None
        changed = self._changes.get(table, {}).get(record_id)
        return self._records.get(table, record_id) if changed is None else dict(changed)

    def find(self, table: str, **fields: object) -> list[Record]:
        """The records with these values, oldest first; new ones come last."""
        found = self._records.find(table, **fields)
        if table not in self._touched:
            return found
        gone = self._removes.get(table, ())
        by_id = {r[self.id_field]: r for r in found if r[self.id_field] not in gone}
        for record_id, record in self._changes.get(table, {}).items():
            by_id.pop(record_id, None)
            if all(record.get(field) == value for field, value in fields.items()):
                by_id[record_id] = dict(record)
        return list(by_id.values())

    def count(self, table: str, **fields: object) -> int:
        if table not in self._touched:
            return self._records.count(table, **fields)
        return len(self.find(table, **fields))

    def span(self, table: str, start: int, stop: int, **fields: object) -> list[Record]:
        if table not in self._touched:
            return self._records.span(table, start, stop, **fields)
        return self.find(table, **fields)[start:stop]

    def newest(self, table: str, **fields: object) -> Iterator[Record]:
        """The records with these values, newest first."""
        if table not in self._touched:
            return self._records.newest(table, **fields)
        return reversed(self.find(table, **fields))

    def search(self, table: str, **fields: object) -> list[int]:
        """The ids of the records with these values, of which only the changed ones are read."""
        found = self._records.search(table, **fields)
        if table not in self._touched:
            return found
        changed, gone = self._changes.get(table, {}), self._removes.get(table, ())
        same = [i for i in found if i not in changed and i not in gone]
        return same + [
            i
            for i, record in changed.items()
            if i not in gone and all(record.get(field) == v for field, v in fields.items())
        ]

    def column(self, table: str, name: str) -> Mapping[int, object]:
        below = self._records.column(table, name)
        if table not in self._touched:
            return below
        changed = {i: picked(r, name) for i, r in self._changes.get(table, {}).items()}
        gone = self._removes.get(table, ())
        if not gone:
            return ChainMap(changed, cast("dict[int, object]", below))
        return {i: value for i, value in {**below, **changed}.items() if i not in gone}

    def ranked(self, table: str, by: str, **fields: object) -> Ranked:
        if table not in self._touched:
            return self._records.ranked(table, by, **fields)
        found = {record[self.id_field]: record for record in self.find(table, **fields)}
        return ranked(found, by, {})

    def next_id(self, table: str) -> int:
        return self._records.next_id(table)
