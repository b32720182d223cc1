"""Names with brackets, as PHP reads them in forms and queries: `tags[]=a`, `items[0][name]=b`."""

import re
from collections.abc import Iterable

from emulator.kernel.record import Record

KEY = re.compile(r"\[([^\[\]]*)\]")
BELOW = re.compile(r"(\[[^\[\]]*\])+")
#: How deep names lead; one that is longer is a plain name.
DEPTH = 16


def nested(pairs: Iterable[tuple[str, object]]) -> Record:
    """Fields from their names and values.

    `a[x]` is an object, `a[0]` and `a[]` are a list, in the order in which they come.  What comes
    last wins; a name whose brackets do not match is as it is.
    """
    root: Record = {}
    #: The next place of each list, by the identity of its object.
    places: dict[int, int] = {}
    for name, value in pairs:
        *above, last = _keys(name)
        node = root
        for key in above:
            place = _place(node, key, places)
            if not isinstance(node.get(place), dict):
                node[place] = {}
            node = node[place]
        node[_place(node, last, places)] = value
    return {name: _listed(value) for name, value in root.items()}


def _keys(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not head or not bracket or not BELOW.fullmatch(bracket + rest):
        return [name]
    keys = KEY.findall(bracket + rest)
    return [head, *keys] if len(keys) <= DEPTH else [name]


def _place(node: Record, key: str, places: dict[int, int]) -> str:
    """The key itself, or the next place for an empty one."""
    following = places.get(id(node), 0)
    if key == "":
        key = str(following)
    if key.isascii() and key.isdecimal():
        places[id(node)] = max(following, int(key[:9]) + 1)
    return key


def _listed(value: object) -> object:
    """Lists in the place of objects whose keys are all numbers."""
    if not isinstance(value, dict):
        return value
    inside = {key: _listed(item) for key, item in value.items()}
    if all(key.isascii() and key.isdecimal() for key in inside):
        return list(inside.values())
    return inside
