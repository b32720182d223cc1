"""What is inside a body: objects whose fields the kernel does not convert.

Names match in any case, numbers pass as text and nulls count as absent, as at the top of a body.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from emulator.kernel.errors import Malformed
from emulator.kernel.operation import Record

NUMBER = re.compile(r"-?[0-9]{1,10}", re.ASCII)
BOUND = 2**31
BOOLEANS = {"true": True, "false": False}

#: Raises TypeError for a value of another kind.
Convert = Callable[[object], object]


def whole(value: object) -> int:
    """A number of 32 bits, or the text of one."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not -BOUND <= value < BOUND:
        raise TypeError(value)
    return value


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def written(value: object) -> str:
    """A text, or a number or boolean as JSON writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else text(value)


def anything(value: object) -> object:
    return value


def flag(value: object) -> bool:
    found = BOOLEANS.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise TypeError(value)
    return found


def wholes(value: object) -> list[int]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(value)
    return [whole(item) for item in value]


def lowered(given: Mapping[str, object]) -> Record:
    """What is not null, by names in lower case."""
    return {str(name).lower(): value for name, value in given.items() if value is not None}


def fields(given: object, kinds: Mapping[str, Convert]) -> Record:
    """The fields of an object that are named in kinds and not null.  Raises Malformed."""
    if not isinstance(given, Mapping):
        raise Malformed(reason=f"an object is expected, not {type(given).__name__}")
    names = {name.lower(): name for name in kinds}
    found: Record = {}
    for key, value in given.items():
        name = names.get(str(key).lower())
        if name is None or value is None:
            continue
        try:
            found[name] = kinds[name](value)
        except TypeError:
            raise Malformed(reason=f"{name}: {value!r}", fields={name: "type"}) from None
    return found


def objects(given: object, kinds: Mapping[str, Convert]) -> list[Record]:
    """A list of such objects; nothing is none."""
    if given is None:
        return []
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Malformed(reason=f"a list is expected, not {type(given).__name__}")
    return [fields(item, kinds) for item in given]
