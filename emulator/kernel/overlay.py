"""Records as they will be once some changes are committed.

What an event says is made before the commit, so that both happen or neither does.
"""

from collections.abc import Iterator, Mapping, Sequence

from emulator.kernel.operation import Record, Records


class Overlay:
    """The records of a store with changes on top; the store itself is not touched."""

    def __init__(
        self, records: Records, changes: Mapping[str, Sequence[Record]], id_field: str
    ) -> None:
        self._records = records
        self._id_field = id_field
        self._changes = {
            table: {record[id_field]: record for record in changed}
            for table, changed in changes.items()
            if changed
        }

    def get(self, table: str, record_id: int) -> Record | None:
        changed = self._changes.get(table, {}).get(record_id)
        return self._records.get(table, record_id) if changed is None else dict(changed)

    def find(self, table: str, **fields: object) -> list[Record]:
        """The records with these values, oldest first; new ones come last."""
        found = self._records.find(table, **fields)
        changed = self._changes.get(table)
        if not changed:
            return found
        by_id = {record[self._id_field]: record for record in found}
        for record_id, record in changed.items():
            by_id.pop(record_id, None)
            if all(record.get(field) == value for field, value in fields.items()):
                by_id[record_id] = dict(record)
        return list(by_id.values())

    def count(self, table: str, **fields: object) -> int:
        if table not in self._changes:
            return self._records.count(table, **fields)
        return len(self.find(table, **fields))

    def newest(self, table: str, **fields: object) -> Iterator[Record]:
        """The records with these values, newest first."""
        if table not in self._changes:
            return self._records.newest(table, **fields)
        return reversed(self.find(table, **fields))

    def next_id(self, table: str) -> int:
        return self._records.next_id(table)
