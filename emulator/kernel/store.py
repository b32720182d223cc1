"""One vendor's records in one sandbox: five verbs on plain dictionaries.

The seam is narrow on purpose: everything that changes goes through `commit`, whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from tinydb import TinyDB

from emulator.kernel.ranks import Ranked
from emulator.kernel.record import Record
from emulator.kernel.rows import Rows, encode
from emulator.kernel.table import FlatTable, LiveTables

#: What a commit removes, and how many ids were given away, unless told otherwise.
NOTHING: Mapping[str, Sequence[int]] = MappingProxyType({})
NO_COUNTERS: Mapping[str, int] = MappingProxyType({})


#: Told what a commit put and removed.
Watch = Callable[[Mapping[str, Sequence[bytes]], Mapping[str, Sequence[int]]], None]


class _Database(TinyDB):
    table_class = FlatTable


class Reads:
    """What can be read of some tables; copies, never shared objects."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self._tables = tables

    def get(self, table: str, record_id: int) -> Record | None:
        rows = self._tables[table]
        return rows.copy(record_id) if record_id in rows.raw else None

    def find(self, table: str, **fields: object) -> list[Record]:
        """The records with these values, oldest first."""
        rows = self._tables[table]
        return [rows.copy(i) for i in rows.matching(fields)]

    def count(self, table: str, **fields: object) -> int:
        return len(self._tables[table].matching(fields))

    def span(self, table: str, start: int, stop: int, **fields: object) -> list[Record]:
        """Of the records with these values, oldest first, those from one place to another."""
        rows = self._tables[table]
        return [rows.copy(i) for i in islice(rows.matching(fields), start, stop)]

    def newest(self, table: str, **fields: object) -> Iterator[Record]:
        """The records with these values, newest first, read one by one as they are asked for."""
        rows = self._tables[table]
        return (rows.copy(i) for i in reversed(rows.matching(fields)))

    def search(self, table: str, **fields: object) -> list[int]:
        """The ids of the records with these values."""
        return self._tables[table].search(fields)

    def column(self, table: str, name: str) -> Mapping[int, object]:
        """The values of a field by record; read once, and again where a record changes."""
        return self._tables[table].column(name)

    def ranked(self, table: str, by: str, **fields: object) -> Ranked:
        """The ids of the records with these values, in the order of another field."""
        return self._tables[table].ranked(by, fields)

    def tables(self) -> Mapping[str, Rows]:
        """All records as they are now, read when they are looked at."""
        return self._tables

    def dump(self) -> dict[str, dict[str, Record]]:
        """Everything, in the shape that TinyDB keeps in a file."""
        return {name: dict(rows) for name, rows in self._tables.items()}


class Store(Reads):
    """Records in TinyDB, in memory.  Copies cross this boundary, never shared objects.

    A record that is handed out is a dictionary of the caller's own; objects and lists inside it
    are read-only, so that changing one means replacing it, and raises otherwise.

    indexed: the fields, or groups of fields, of each table that are answered from a hash index.
    first: the id of a table's first record, if it is not 1.
    """

    def __init__(
        self,
        indexed: Mapping[str, Sequence[Sequence[str]]],
        id_field: str = "Id",
        first: Mapping[str, int] = NO_COUNTERS,
    ) -> None:
        self.id_field, self._first = id_field, first
        self._database = _Database(indexed, storage=LiveTables)
        self._live: LiveTables = self._database.storage  # type: ignore[assignment]
        super().__init__(self._live.tables)
        #: Changes with every change of a record.
        self.version = 0
        #: Told of each commit: the records that were put, encoded, and the ids that went, by table.
        self.watch: Watch | None = None
        #: Called whenever records change, as they do.
        self.changed: Callable[[], None] | None = None

    def table(self, name: str) -> FlatTable:
        """The TinyDB table itself, for `where()` queries; the query cache is off."""
        table = self._database.table(name, cache_size=0)
        assert isinstance(table, FlatTable)  # noqa: S101 - table_class says so
        return table

    def next_id(self, table: str) -> int:
        """An id that no record of the table has had; asking twice gives two."""
        rows = self._tables[table]
        rows.highest = rows.highest + 1 if rows.highest else self._first.get(table, 1)
        return rows.highest

    def commit(
        self,
        changes: Mapping[str, Sequence[Record]],
        removes: Mapping[str, Sequence[int]] = NOTHING,
    ) -> None:
        """Replace or add whole records and remove others: all of it or nothing.

        Raises TypeError or KeyError, before anything changed, if a record is not JSON or lacks
        its id or an indexed field, or if there is no record to remove.
        """
        encoded = [
            (
                rows := self._tables[table],
                record[self.id_field],
                rows.keys_of(record),
                encode(record),
            )
            for table, records in changes.items()
            for record in records
        ]
        gone = [(self._tables[table], i) for table, ids in removes.items() for i in set(ids)]
        for rows, record_id in gone:
            if record_id not in rows.raw:
                raise KeyError(record_id)
        self._change()
        for rows, record_id, keys, text in encoded:
            rows.put(record_id, keys, text)
        for rows, record_id in gone:
            rows.drop(record_id)
        if self.watch is not None:
            texts = iter([text for *_, text in encoded])
            puts = {table: [next(texts) for _ in records] for table, records in changes.items()}
            self.watch(puts, removes)

    def load(
        self, tables: Mapping[str, Mapping[str, Record]], counters: Mapping[str, int] = NO_COUNTERS
    ) -> None:
        """Replace everything by these tables, in the shape that TinyDB keeps in a file.

        counters: the highest id that a table gave away, where that is not a record's any more.
        """
        self._change()
        self._live.write(tables)
        for name, highest in counters.items():
            self._tables[name].highest = max(highest, self._tables[name].highest)

    def adopt(self, tables: Mapping[str, Rows]) -> None:
        """Replace everything by copies of another store's tables; cheap, since bytes are shared."""
        self._change()
        self._tables.clear()
        self._tables.update({name: rows.clone() for name, rows in tables.items()})

    def _change(self) -> None:
        self.version += 1
        if self.changed is not None:
            self.changed()
