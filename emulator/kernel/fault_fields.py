"""What a fault says, read from data: which requests it meets, and what happens to them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from emulator.kernel.clock import parse_duration
from emulator.kernel.record import Record

#: The longest that an answer is held back, and that a limit lasts, in seconds.
LONGEST, DAY = 600, 86_400
#: Whole numbers go up to here, and texts have so many characters.
HIGHEST, LENGTH = 2**31 - 1, 1_000
#: The most characters of a wrong value that are quoted.
QUOTED = 100
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Asked(NamedTuple):
    """A request as a fault sees it.

    path: after the vendor's prefix, as it was sent, without its query.  bears: whether it carries
    a token that is good.
    """

    vendor: str
    operation: str
    method: str
    path: str
    bears: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The requests that a fault meets; an empty text means any.

    path: `*` stands for any part of it, nothing else is special.  nth: only this one of those that
    fit, counted from 1.  every: each so-manieth.  probability: of each of them.
    """

    vendor: str = ""
    operation: str = ""
    method: str = ""
    path: str = ""
    nth: int = 0
    every: int = 0
    probability: float = 1

    def fits(self, asked: Asked) -> bool:
        """Whether a request is one of them, as far as that does not depend on the others."""
        return (
            self.vendor in ("", asked.vendor)
            and self.operation in ("", asked.operation)
            and self.method in ("", asked.method)
            and (not self.path or is_like(asked.path, self.path))
        )

    def shown(self) -> Record:
        """What it says, without what it leaves open."""
        texts = {name: value for name in TEXTS if (value := getattr(self, name))}
        counts = {name: value for name in COUNTS if (value := getattr(self, name))}
        chance = {} if self.probability == 1 else {"probability": self.probability}
        return {**texts, **counts, **chance}


def is_like(path: str, pattern: str) -> bool:
    """Whether a path has a pattern's parts in their order; `*` is what may be between them."""
    first, *parts = pattern.split("*")
    if not parts:
        return path == pattern
    if not path.startswith(first):
        return False
    *parts, last = parts
    at = len(first)
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and at + len(last) <= len(path)


class Effect(NamedTuple):
    """What happens, by its name in EFFECTS; value: a status, seconds, or True."""

    name: str
    value: float | bool

    @property
    def is_final(self) -> bool:
        """Whether it answers in the vendor's place, or keeps the request from it."""
        return self.name in ("status", "drop", "throttle")

    @property
    def needs_token(self) -> bool:
        """Whether only requests with a token that is good can meet it."""
        return self.name == "expire_token"


def match(given: object) -> Match:
    """Which requests.  Raises ValueError."""
    if not isinstance(given, Mapping):
        raise wrong("match", given, "an object")
    known("match", given, [*TEXTS, *COUNTS, "probability"])
    texts = {name: _text(f"match.{name}", given[name]) for name in TEXTS if name in given}
    if "method" in texts:
        texts["method"] = _method(texts["method"])
    if "path" in texts:
        texts["path"] = _path(texts["path"])
    counts = {name: whole(f"match.{name}", given[name], 1) for name in COUNTS if name in given}
    if len(counts) > 1:
        raise ValueError("match: nth and every, expected one of them")
    values: Record = {**texts, **counts}
    return Match(**values, probability=_probability(given.get("probability", 1)))


def effect(given: object) -> Effect:
    """What happens: an object with one key.  Raises ValueError."""
    names = ", ".join(EFFECTS)
    if not isinstance(given, Mapping) or len(given) != 1:
        raise wrong("effect", given, f"an object with one of {names}")
    name, value = next(iter(given.items()))
    if name not in EFFECTS:
        raise wrong("effect", name, f"one of {names}")
    return Effect(name, EFFECTS[name](f"effect.{name}", value))


def wrong(path: str, value: object, expected: str) -> ValueError:
    """A field's problem: where, what was met, what was expected."""
    met = repr(value)
    quoted = met if len(met) <= QUOTED else f"{met[:QUOTED]}…"
    return ValueError(f"{path}: {quoted}, expected {expected}")


def known(what: str, given: Mapping[str, object], names: Iterable[str]) -> None:
    """Raises ValueError for a key that has no name."""
    expected = list(names)
    unknown = [name for name in given if name not in expected]
    if unknown:
        raise wrong(what, unknown[0], f"one of {', '.join(expected)}")


def whole(path: str, value: object, least: int) -> int:
    """A whole number.  Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= HIGHEST:
        raise wrong(path, value, f"a whole number from {least} to {HIGHEST}")
    return value


def _text(path: str, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LENGTH:
        raise wrong(path, value, f"a text of 1 to {LENGTH} characters")
    return value


def _method(text: str) -> str:
    method = text.upper()
    if method not in METHODS:
        raise wrong("match.method", text, f"one of {', '.join(METHODS)}")
    return method


def _path(text: str) -> str:
    if text[0] not in "/*":
        raise wrong("match.path", text, "a path that begins with / or *")
    if "?" in text or "#" in text:
        raise wrong("match.path", text, "a path without its query; * stands for any part of it")
    return text


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise wrong("match.probability", value, "a number from 0 to 1")
    return value


def _status(path: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 400 <= value <= 599:  # noqa: PLR2004 - HTTP
        raise wrong(path, value, "a status from 400 to 599")
    return value


def _seconds(path: str, value: object, most: int = LONGEST) -> float:
    expected = f"more than 0 and at most {most} seconds, such as 0.5, 2s or PT2S"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong(path, value, expected)
    try:
        found = value if not isinstance(value, str) else parse_duration(value).total_seconds()
    except ValueError:
        raise wrong(path, value, expected) from None
    if not 0 < found <= most:  # which NaN is not
        raise wrong(path, value, expected)
    return float(found)


def _yes(path: str, value: object) -> bool:
    if value is not True:
        raise wrong(path, value, "true")
    return True


def _yes_or_seconds(path: str, value: object) -> float | bool:
    return True if value is True else _seconds(path, value, DAY)


TEXTS, COUNTS = ("vendor", "operation", "method", "path"), ("nth", "every")
#: The effects, each with what its value may be.
EFFECTS: Mapping[str, Callable[[str, object], float | bool]] = {
    "status": _status,
    "latency": _seconds,
    "drop": _yes,
    "lose_answer": _yes,
    "truncate": _yes,
    "throttle": _yes_or_seconds,
    "expire_token": _yes,
}
