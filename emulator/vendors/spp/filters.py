"""Filters and orders of lists: `filters[status][$in][]=1`, `sort=created_at:desc`.

The reference names `$eq`, `$lt`, `$gt` and `$in`, the vendor's tool server has the others; they are
those of the library that the syntax is of.  An operator or a field that there is not is ignored
(assumed).  Sources: the vendor's API reference of 2024-03-05,
https://github.com/wayfronthq/wayfront-skills.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.operation import Record

#: Whether a value of a record passes, by what is asked for.
Operator = Callable[[object, list[object]], bool]


def _same(value: object, wanted: object) -> bool:
    return _text(value) == _text(wanted)


def _text(value: object) -> str:
    """A value to compare: whatever its case, 1 and true alike."""
    if isinstance(value, bool):
        return str(int(value))
    text = str(value).casefold()
    return {"true": "1", "false": "0"}.get(text, text)


def _order(value: object, wanted: object) -> int:
    """-1, 0 or 1: numbers as numbers, instants as instants, else as texts."""
    if value is None:
        return -1
    try:
        one, other = float(str(value)), float(str(wanted))
    except ValueError:
        first, second = str(value), _instant(str(wanted))
        return (first > second) - (first < second)
    return (one > other) - (one < other)


def _instant(text: str) -> str:
    try:
        return write_instant(parse_instant(text))
    except ValueError:
        return text


def _any(value: object, wanted: Iterable[object]) -> bool:
    """Whether a value, or one of a list's, is among those asked for."""
    values = value if isinstance(value, list | tuple) else [value]
    return any(_same(each, one) for each in values for one in wanted)


def _inside(value: object, wanted: list[object]) -> bool:
    return any(_text(one) in _text(value) for one in wanted)


OPERATORS: Mapping[str, Operator] = {
    "$eq": _any,
    "$ne": lambda value, wanted: not _any(value, wanted),
    "$in": _any,
    "$notIn": lambda value, wanted: not _any(value, wanted),
    "$lt": lambda value, wanted: value is not None and _order(value, wanted[0]) < 0,
    "$lte": lambda value, wanted: value is not None and _order(value, wanted[0]) <= 0,
    "$gt": lambda value, wanted: value is not None and _order(value, wanted[0]) > 0,
    "$gte": lambda value, wanted: value is not None and _order(value, wanted[0]) >= 0,
    "$contains": _inside,
    "$notContains": lambda value, wanted: not _inside(value, wanted),
    "$startsWith": lambda value, wanted: any(_text(value).startswith(_text(w)) for w in wanted),
    "$endsWith": lambda value, wanted: any(_text(value).endswith(_text(w)) for w in wanted),
    "$null": lambda value, _: value is None,
    "$notNull": lambda value, _: value is not None,
    "$between": lambda value, wanted: (
        len(wanted) > 1 and _order(value, wanted[0]) >= 0 and _order(value, wanted[1]) <= 0
    ),
}
BOTH, EITHER = "$and", "$or"


class Condition(NamedTuple):
    """One field, compared."""

    field: str
    operator: str
    wanted: list[object]


def conditions(asked: object) -> Iterator[Condition]:
    """What `filters` asks of single fields; a value without an operator is `$eq` (assumed)."""
    for field, tests in asked.items() if isinstance(asked, Mapping) else ():
        if field in (BOTH, EITHER):
            continue
        if not isinstance(tests, Mapping):
            yield Condition(field, "$eq", _listed(tests))
            continue
        for operator, wanted in tests.items():
            if operator in OPERATORS:
                yield Condition(field, operator, _listed(wanted))


def groups(asked: object) -> Iterator[tuple[str, list[object]]]:
    """What `filters` asks of several fields at once: `$and` or `$or`, and the filters below."""
    for key in (BOTH, EITHER):
        below = asked.get(key) if isinstance(asked, Mapping) else None
        if below:
            yield key, _listed(below)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def passes(record: Record, asked: object, fields: Mapping[str, str]) -> bool:
    """Whether a record is asked for.  fields: what is kept under another name than the wire's."""
    return all(
        OPERATORS[c.operator](_value(record, fields.get(c.field, c.field)), c.wanted)
        for c in conditions(asked)
        if _has(record, fields.get(c.field, c.field))
    ) and all(
        (all if key == BOTH else any)(passes(record, each, fields) for each in below)
        for key, below in groups(asked)
    )


def _has(record: Record, field: str) -> bool:
    return field.partition(".")[0] in record


def _value(record: Record, field: str) -> object:
    """A field, or one inside another: `form_data.Email`."""
    value: object = record
    for part in field.split(".", 1):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def order(text: object) -> tuple[str, bool]:
    """The field and whether its highest come first: `id:desc`; by creation without one."""
    field, _, way = str(text or "created_at:desc").partition(":")
    return field, way.lower() == "desc"
