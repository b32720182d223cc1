"""Operations that are only known from the vendor's own document.

The caller's right and the request are checked as for any other; the answer is an example that
satisfies the document's schema, made from records where names match.  It is the same for the same
question and changes nothing.  Header `Emulator-Evidence: overlay` says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from zlib import crc32

import orjson

from emulator.kernel.contract import Contract, Entry
from emulator.kernel.examples import Example
from emulator.kernel.operation import Call, Operation, Record, Reply
from emulator.kernel.topics import OVERLAY

HEADERS: Mapping[str, str] = MappingProxyType({"emulator-evidence": OVERLAY})
#: A text is JSON too.
AS_JSON: Mapping[str, str] = MappingProxyType({"content-type": "application/json; charset=utf-8"})
#: What is never shown of a record.
SECRET = ("password", "secret", "token", "key", "pin", "content")


class Acquaintance:
    """What records say about the names of an answer, as one caller sees them.

    One record of a table stands for it in a whole answer, so that a location's id goes with its
    name: the one that the path asks for, or one of the caller's company's.
    """

    def __init__(self, call: Call, contract: Contract, path: str) -> None:
        self._call, self._tables = call, contract.tables
        self._refers = referring(contract)
        self._asked = {n.lower(): v for n, v in {**call.query, **call.path}.items()}
        self._last = next(reversed(call.path.values()), None)
        self._subjects = list(subjects(path, self._tables))
        self._salt = crc32(repr((path, sorted(call.path.items()))).encode())
        self._chosen: dict[str, Record | None] = {}

    def about(self, name: str, owner: str) -> object:
        """What a property is, if anything says it: the question, an id, a field of a record."""
        lowered = name.lower()
        if lowered in self._asked:
            return self._asked[lowered]
        table = next(subjects(owner, self._tables), "") or next(iter(self._subjects), "")
        if lowered == "id":
            return self._identity(table)
        if lowered in self._refers:
            found = self._record(self._refers[lowered])
            return found[self._call.records.id_field] if found else None
        if any(word in lowered for word in SECRET):
            return None
        said = _field(self._record(table), lowered) if table else None
        return self._of_another(lowered) if said is None else said

    def _of_another(self, name: str) -> object:
        """What `LocationStoreId` says: the field of another record, by the name of its id."""
        for refers, table in self._refers.items():
            prefix = refers.removesuffix("id")
            if name.startswith(prefix) and (found := self._record(table)):
                return _field(found, name.removeprefix(prefix))
        return None

    def _identity(self, table: str) -> object:
        if self._last is not None and table in self._subjects[:1]:
            return self._last
        found = self._record(table) if table else None
        return found[self._call.records.id_field] if found else None

    def _record(self, table: str) -> Record | None:
        if table not in self._chosen:
            self._chosen[table] = None  # while it is looked for, so that two do not wait
            self._chosen[table] = self._found(table)
        return self._chosen[table]

    def _found(self, table: str) -> Record | None:
        records, caller = self._call.records, self._call.caller
        names = [n for n, t in self._refers.items() if t == table]
        for name in names:
            if isinstance(asked := self._asked.get(name), int):
                return records.get(table, asked)
        if table == next(iter(self._subjects), "") and isinstance(self._last, int):
            asked_for = records.get(table, self._last)
            if asked_for is not None:
                return asked_for
        own = {n.lower(): v for n, v in caller.items()}
        for name in names:
            if isinstance(own.get(name), int):
                return records.get(table, own[name])
        refers = self._tables[table].references
        whose = {n: caller[n] for n in refers if isinstance(caller.get(n), int)}
        count = records.count(table, **whose)
        at = self._salt % count if count else 0
        return next(iter(records.span(table, at, at + 1, **whose)), None)


def _field(record: Record | None, name: str) -> object:
    """A field of a record, whatever its case; what is in it is not looked into."""
    found = next((v for n, v in (record or {}).items() if n.lower() == name), None)
    return found if isinstance(found, str | int | float) else None


def referring(contract: Contract) -> Mapping[str, str]:
    """The tables that names of fields lead to: of single ids, as some table has them."""
    return {
        field.lower(): table
        for made in contract.tables.values()
        for field, table in made.references.items()
        if field.lower().endswith("id") and table in contract.tables
    }


def subjects(text: str, tables: Mapping[str, object]) -> Iterator[str]:
    """The tables that a path or a schema's name speaks of, the last word first."""
    lowered = text.lower()
    named = [(lowered.rfind(t.removesuffix("s")), len(t), t) for t in tables]
    yield from (t for at, _, t in sorted(named, reverse=True) if at >= 0)


def function(contract: Contract, entry: Entry) -> Operation:
    """What serves an operation of the overlay."""
    responses: Mapping[str, Record] = contract.operation(entry)["responses"]
    good = sorted(status for status in responses if status.startswith("2"))
    status = int(good[0].replace("X", "0")) if good else HTTPStatus.OK
    has_body = good and status != HTTPStatus.NO_CONTENT
    content = responses[good[0]].get("content", {}) if has_body else {}
    first: Record = next(iter(content.values()), {})
    schema: Record | None = first.get("schema")
    is_valid = contract.validity(schema) if schema is not None else None

    def answer(call: Call) -> Reply:
        if schema is None or is_valid is None:
            return Reply(b"example" if content else None, status, headers=HEADERS)
        salt = f"{entry.id}/{sorted(call.path.items())}"
        body: object = None
        for known in (Acquaintance(call, contract, entry.path).about, nothing):
            body = Example(contract.resolve, known, salt, call.now).of(schema)
            if is_valid(body):
                break
        return Reply(orjson.dumps(body), status, headers={**HEADERS, **AS_JSON})

    return answer


def nothing(_name: str, _owner: str) -> object:
    """What is known without records."""
    return None


def functions(contract: Contract) -> dict[str, Operation]:
    """Those of all operations that only the overlay has, by id."""
    entries: Sequence[Entry] = [e for e in contract.entries if e.evidence == OVERLAY]
    return {entry.id: function(contract, entry) for entry in entries}
