"""Names with brackets, as PHP reads them in forms and queries: `tags[]=a`, `items[0][name]=b`."""

import re
from collections.abc import Iterable

from emulator.kernel.record import Record

#: How deep names lead; one that is longer is a plain name.
DEPTH = 16
KEY = re.compile(r"\[([^\[\]]*)\]")
BELOW = re.compile(rf"({KEY.pattern}){{1,{DEPTH}}}")
PLACE = re.compile(r"[0-9]+")
#: Digits of the highest place that the next one follows.
DIGITS = 18


class _Below(dict[str, object]):
    """What is below a name, by key.  following: the next place of a list."""

    following = 0

    def key(self, written: str) -> str:
        """What is between brackets, or the next place for nothing."""
        if not written:
            written = str(self.following)
            self.following += 1
        elif len(written) <= DIGITS and PLACE.fullmatch(written):
            self.following = max(self.following, int(written) + 1)
        return written


def nested(pairs: Iterable[tuple[str, object]]) -> Record:
    """Fields from their names and values.

    `a[x]` is an object, `a[0]` and `a[]` are a list, in the order in which they come.  What comes
    last wins; a name whose brackets do not match is as it is, an empty one is none.
    """
    root: Record = {}
    for name, value in pairs:
        if not name:
            continue
        node, (key, *below) = root, _parts(name)
        for part in below:
            inside = node.get(key)
            if not isinstance(inside, _Below):
                inside = node[key] = _Below()
            node, key = inside, inside.key(part)
        node[key] = value
    return {name: _plain(value) for name, value in root.items()}


def _parts(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if head and BELOW.fullmatch(bracket + rest):
        return [head, *KEY.findall(bracket + rest)]
    return [name]


def _plain(value: object) -> object:
    """An object, or a list where all its keys are places."""
    if not isinstance(value, _Below):
        return value
    inside = {key: _plain(item) for key, item in value.items()}
    return list(inside.values()) if all(map(PLACE.fullmatch, inside)) else inside
