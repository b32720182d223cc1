"""Fixtures: TinyDB files that are checked whole before anything of them is used."""

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

import orjson

from emulator.kernel.binding import is_instant
from emulator.kernel.contract import Contract
from emulator.kernel.errors import Mistake
from emulator.kernel.replay import FORMAT
from emulator.kernel.shifting import DATE, META, Tables

META_KEYS = {"format", "now", "shift"}


def read(file: Traversable, contract: Contract) -> Tables:
    """A fixture's tables, found in order.  Raises Mistake with every problem there is."""
    try:
        tables = orjson.loads(file.read_bytes())
    except OSError as error:
        raise Mistake(f"{file}: {error.strerror or error}") from None
    except orjson.JSONDecodeError as error:
        raise Mistake(f"{file.name}: not JSON in UTF-8: {error}") from None
    found = [f"{file.name}: {problem}" for problem in problems(tables, contract)]
    if found:
        raise Mistake(*found)
    checked: Tables = tables
    return checked


def problems(tables: object, contract: Contract, others: Tables | None = None) -> Iterator[str]:
    """Every problem as `table/id: field: what, expected what`.

    others: records that references may also lead to.
    """
    if not isinstance(tables, dict):
        yield f"{type(tables).__name__}, expected an object of tables"
        return
    if others is None or META in tables:
        yield from _meta_problems(tables.get(META))
    for name, records in tables.items():
        if name == META:
            continue
        if name not in contract.tables:
            yield f"{name}: unknown table; known: {', '.join(sorted(contract.tables))}"
        elif not isinstance(records, dict):
            yield f"{name}: {type(records).__name__}, expected an object of records by id"
        else:
            yield from _table_problems(name, records, contract)
    yield from _dangling(tables, others or {}, contract)


def _meta_problems(meta: object) -> Iterator[str]:
    about = meta.get("1") if isinstance(meta, dict) else None
    if not isinstance(about, dict) or about.keys() - META_KEYS:
        yield f"{META}: expected {{'1': {{'format': {FORMAT}, 'now': …, 'shift': …}}}}"
        return
    if about.get("format") != FORMAT:
        yield f"{META}/1: format: {about.get('format')}, expected {FORMAT}"
    now = about.get("now")
    if not isinstance(now, str) or not DATE.fullmatch(now) or not is_instant(now):
        yield f"{META}/1: now: {now}, expected an instant such as 2026-06-15T12:00:00Z"
    if not isinstance(about.get("shift", True), bool):
        yield f"{META}/1: shift: {about['shift']}, expected true or false"


def _table_problems(name: str, records: Mapping[str, object], contract: Contract) -> Iterator[str]:
    for key, record in records.items():
        given = record.get(contract.id_field) if isinstance(record, dict) else record
        if not isinstance(given, int) or str(given) != key:
            yield f"{name}/{key}: {contract.id_field}: {given}, expected {key}, as its key says"
    named = {f"{name}/{key}": record for key, record in records.items()}
    yield from contract.problems(contract.tables[name].record, named)


def _dangling(tables: Tables, others: Tables, contract: Contract) -> Iterator[str]:
    known = {name: records for name, records in tables.items() if isinstance(records, dict)}
    for name, table in contract.tables.items():
        records = known.get(name)
        if records is None or not table.references:
            continue
        for key, record in records.items():
            for field, target in table.references.items():
                for value in _referred(record, field):
                    key_of = str(value)
                    if key_of not in known.get(target, {}) and key_of not in others.get(target, {}):
                        expected = f"expected an {contract.id_field} of {target}"
                        yield f"{name}/{key}: {field}: {value}, {expected}"


def _referred(record: object, field: str) -> list[object]:
    value = record.get(field) if isinstance(record, dict) else None
    values = value if isinstance(value, list) else [value]
    return [v for v in values if v is not None]
