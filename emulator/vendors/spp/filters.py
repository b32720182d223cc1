"""Filters and orders of lists: `filters[status][$in][]=1`, `sort=created_at:desc`.

The reference names `$eq`, `$lt`, `$gt` and `$in`, the vendor's tool server has more; all are those
of the library that the syntax is of.  An operator, a field or a value that there is not is ignored,
and a null only passes where nulls are asked for, as in a database (assumed).  Sources: the vendor's
API reference of 2024-03-05, https://github.com/wayfronthq/wayfront-skills,
https://abbasudo.github.io/laravel-purity/js-examples/available-methods.html.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from emulator.vendors.spp.comparing import compared, plain, same

#: The values of a field by record; None for a field that there is not.
Column = Callable[[str], Mapping[int, object] | None]
#: Whether a value passes.
Test = Callable[[object], bool]
#: The most conditions that count: PHP reads no more variables of a request.
MOST = 1_000
#: A pair of bounds.
PAIR = 2
BOTH, EITHER = "$and", "$or"


def _text(value: object) -> str:
    return str(value)


def _each(value: object) -> Sequence[object]:
    """A value, or those of a list."""
    return value if isinstance(value, list | tuple) else (value,)


def _among(wanted: Sequence[str]) -> Test:
    """Whether a value, or one of a list's, is one of those asked for."""
    is_one = same(wanted)
    return lambda value: any(map(is_one, _each(value)))


def _among_exactly(wanted: Sequence[str]) -> Test:
    texts = set(wanted)
    return lambda value: any(_text(one) in texts for one in _each(value))


def _bounded(is_fine: Callable[[int], bool]) -> Callable[[Sequence[str]], Test]:
    """Whether a value is on one side of what is asked for; a null is on none."""

    def bound(wanted: Sequence[str]) -> Test:
        order = compared(wanted[0])
        return lambda value: value is not None and (o := order(value)) is not None and is_fine(o)

    return bound


def _between(wanted: Sequence[str]) -> Test:
    low, high = compared(wanted[0]), compared(wanted[1])

    def test(value: object) -> bool:
        above, below = low(value), high(value)
        return above is not None and below is not None and above >= 0 >= below

    return test


def _part(
    is_part: Callable[[str, str], bool], read: Callable[[object], str]
) -> Callable[[Sequence[str]], Test]:
    """Whether a value's text has one of those asked for in some place; a null has none."""

    def part(wanted: Sequence[str]) -> Test:
        texts = [read(one) for one in wanted]
        return lambda value: any(
            is_part(read(one), text) for one in _each(value) for text in texts if one is not None
        )

    return part


def _not(operator: Callable[[Sequence[str]], Test]) -> Callable[[Sequence[str]], Test]:
    def opposite(wanted: Sequence[str]) -> Test:
        test = operator(wanted)
        return lambda value: value is not None and not test(value)

    return opposite


CONTAINS, CONTAINS_EXACTLY = _part(str.__contains__, plain), _part(str.__contains__, _text)
OPERATORS: Mapping[str, Callable[[Sequence[str]], Test]] = {
    "$eq": _among,
    "$eqc": _among_exactly,
    "$ne": _not(_among),
    "$in": _among,
    "$notIn": _not(_among),
    "$lt": _bounded(lambda order: order < 0),
    "$lte": _bounded(lambda order: order <= 0),
    "$gt": _bounded(lambda order: order > 0),
    "$gte": _bounded(lambda order: order >= 0),
    "$between": _between,
    "$notBetween": _not(_between),
    "$contains": CONTAINS,
    "$containsc": CONTAINS_EXACTLY,
    "$notContains": _not(CONTAINS),
    "$notContainsc": _not(CONTAINS_EXACTLY),
    "$startsWith": _part(str.startswith, plain),
    "$startsWithc": _part(str.startswith, _text),
    "$endsWith": _part(str.endswith, plain),
    "$endsWithc": _part(str.endswith, _text),
    "$null": lambda _: lambda value: value is None,
    "$notNull": lambda _: lambda value: value is not None,
}
#: How many values an operator needs, if it is not one.
NEEDED: Mapping[str, int] = {"$between": PAIR, "$notBetween": PAIR, "$null": 0, "$notNull": 0}


class Condition(NamedTuple):
    """One field, compared.  field: `a.b` is one inside another."""

    field: str
    operator: str
    wanted: Sequence[str]


def conditions(asked: object, above: str = "") -> Iterator[Condition]:
    """What `filters` asks of single fields; a value without an operator is `$eq` (assumed).

    above: the field that all of them are inside of.
    """
    for name, tests in asked.items() if isinstance(asked, Mapping) else ():
        if name.startswith("$"):
            continue
        field = f"{above}.{name}" if above else name
        if not isinstance(tests, Mapping):
            yield from _condition(field, "$eq", tests)
            continue
        for operator, wanted in tests.items():
            if operator in OPERATORS:
                yield from _condition(field, operator, wanted)
        yield from conditions(tests, field)


def _condition(field: str, operator: str, wanted: object) -> Iterator[Condition]:
    """The condition, if there are as many values as it needs."""
    values = [each for each in _listed(wanted) if isinstance(each, str)]
    if len(values) >= NEEDED.get(operator, 1):
        yield Condition(field, operator, values)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


class Search:
    """The records of a list that some filters ask for."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._left = MOST

    def chosen(self, ids: list[int], asked: object) -> list[int]:
        """Those of some records that are asked for, in their order."""
        picked = self._picked(ids, asked)
        return ids if picked is None else picked

    def _picked(self, ids: list[int], asked: object) -> list[int] | None:
        """The same; None where nothing is asked that anybody could answer."""
        found: list[int] | None = None
        for condition in conditions(asked):
            values = self._column(condition.field) if self._left else None
            if values is not None:
                self._left -= 1
                found = _passing(condition, values, ids if found is None else found)
        for all_of, below in _groups(asked):
            here = ids if found is None else found
            picked = [p for each in below if (p := self._picked(here, each)) is not None]
            if picked:
                kept = (set.intersection if all_of else set.union)(*map(set, picked))
                found = [each for each in here if each in kept]
        return found


def _groups(asked: object) -> Iterator[tuple[bool, list[object]]]:
    """What is asked of several fields at once: whether all of it counts, and the filters below.

    Fields of one object count one by one.
    """
    for key in (BOTH, EITHER):
        below = asked.get(key) if isinstance(asked, Mapping) else None
        if isinstance(below, Mapping):
            below = [{name: tests} for name, tests in below.items()]
        if isinstance(below, list):
            yield key == BOTH, below


class _Known(dict[object, bool]):
    """Whether a value passes; each is looked at once."""

    def __init__(self, test: Test) -> None:
        self._test = test

    def __missing__(self, value: object) -> bool:
        self[value] = self._test(value)
        return self[value]


def _passing(condition: Condition, values: Mapping[int, object], ids: list[int]) -> list[int]:
    """The records whose value passes."""
    test = OPERATORS[condition.operator](condition.wanted)
    known = _Known(test)
    try:
        return [each for each in ids if known[values.get(each)]]
    except TypeError:  # lists and objects cannot be known
        return [each for each in ids if test(values.get(each))]


def order(text: object) -> tuple[str, bool]:
    """The field and whether its highest come first: `id:desc`; by creation without one."""
    field, _, way = str(text or "created_at:desc").partition(":")
    return field, way.lower() == "desc"
