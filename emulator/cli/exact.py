"""JSON read more strictly than Python does: what nobody can have meant is a problem."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence

import orjson

from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

#: An object, and the keys that it was given more than once.
Twice = tuple[Record, Sequence[str]]


def parsed(content: bytes) -> object:
    """What the bytes of a file mean.

    Raises Mistake for what is not JSON in UTF-8, and for keys that are there twice: of two records
    with one id, the first would be lost without a word.
    """
    twice: list[Twice] = []

    def once(pairs: list[tuple[str, object]]) -> Record:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice.append((found, [key for key, count in counts.items() if count > 1]))
        return found

    try:
        value: object = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
        orjson.dumps(value)  # refuses half of a character, and numbers beyond 64 bits
    except (ValueError, TypeError, RecursionError) as error:
        raise Mistake(f"not JSON: {error}") from None
    if twice:
        raise Mistake(*_repeated(value, twice))
    return value


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _repeated(value: object, twice: Sequence[Twice]) -> Iterator[str]:
    """One line a key that is there twice; without a place in what was itself replaced."""
    places = dict(_places(value))
    for found, keys in twice:
        place = places.get(id(found), "")
        yield from (f"{f'{place}: ' if place else ''}{key} is there twice" for key in keys)


def _places(value: object) -> Iterator[tuple[int, str]]:
    """Where each object is, as `table/id`, by its identity."""
    left: list[tuple[str, object]] = [("", value)]
    while left:
        place, part = left.pop()
        children: Iterator[tuple[object, object]] = iter(())
        if isinstance(part, dict):
            yield id(part), place
            children = iter(part.items())
        elif isinstance(part, list):
            children = iter(enumerate(part))
        left += [(f"{place}/{key}" if place else str(key), child) for key, child in children]
