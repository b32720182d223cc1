"""The journal: what was asked, what was answered, and what really happened."""

from collections.abc import Callable, Iterator
from itertools import islice

from emulator.control.problems import Asked, Problem
from emulator.kernel.journal import Entry

SHOWN = 200
#: Of a number that may be asked for.
DIGITS = 9
FILTERS: dict[str, Callable[[Entry, str], bool]] = {
    "vendor": lambda entry, wanted: entry.vendor == wanted,
    "operation": lambda entry, wanted: entry.operation == wanted,
    "status": lambda entry, wanted: str(entry.status) == wanted,
    "refused": lambda entry, wanted: bool(entry.reason) == (wanted.lower() == "true"),
}


def listing(asked: Asked) -> object:
    """Newest first; filters `vendor`, `operation`, `status`, `refused`, and `limit`."""
    journal = asked.sandbox.journal
    limit = asked.query.get("limit", str(SHOWN))
    if not _is_number(limit):
        raise Problem(400, "limit", f"{limit!r}, expected a whole number")
    if (refused := asked.query.get("refused", "true")).lower() not in ("true", "false"):
        raise Problem(400, "refused", f"{refused!r}, expected true or false")
    shown = [entry.brief() for entry in islice(_filtered(asked), int(limit))]
    return {"requests": shown, "dropped": journal.dropped}


def _filtered(asked: Asked) -> Iterator[Entry]:
    wanted = {name: text for name, text in asked.query.items() if name in FILTERS}
    return (
        entry
        for entry in asked.sandbox.journal
        if all(FILTERS[name](entry, text) for name, text in wanted.items())
    )


def one(asked: Asked) -> object:
    """One request whole: headers and bodies (credentials masked), what it committed, events."""
    return found(asked).whole()


def found(asked: Asked) -> Entry:
    """The request of the path.  Raises Problem without one."""
    number = asked.path["id"]
    entry = asked.sandbox.journal.find(int(number)) if _is_number(number) else None
    if entry is None:
        raise Problem(404, f"no request {number}", "it may have been dropped")
    return entry


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS


def clear(asked: Asked) -> None:
    """Forget all requests."""
    asked.sandbox.journal.clear()
