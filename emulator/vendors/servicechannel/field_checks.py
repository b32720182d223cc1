"""What a value has to be, to become a field of a work order.

A check takes the value and what it has to know besides, and returns the fields of the record or
raises the refusal.  Nothing here reads a record or a clock.

Source: https://developer.servicechannel.com/swagger/ (the operations `PUT /workorders/{id}/…`).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from emulator.kernel.clock import check_instant, parse_instant, write_instant
from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.record import Record
from emulator.vendors.servicechannel import nested
from emulator.vendors.servicechannel.lookups import by_name

#: How an amount is written, which is less than Python reads as a number.
AMOUNT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)
#: Trades that refrigerant is used in.
REFRIGERANT = ("REFRIGERATION", "HVAC")
#: Amounts of money are compared to the cent.
CENT = 0.005
#: What an NTE may be the sum of.
DETAILS = ("Price", "Tax", "Tax2")


class Facts(NamedTuple):
    """What a check may need besides the value.

    order: the work order.  listed: the rows of the subscriber's list that the value is from.
    is_taken: another order has this value.  limit: the user's NTE limit, None without one.
    """

    order: Mapping[str, object]
    listed: Sequence[Record] = ()
    is_taken: bool = False
    limit: float | None = None


Check = Callable[[object, Facts], Record]


def text(name: str, refused: str, longest: int | None = None) -> Check:
    """A text that says something, is not too long, and is nobody else's where it is unique."""

    def check(value: object, facts: Facts) -> Record:
        said = written(value).strip()
        if not said:
            raise Invalid(refused, f"{name} is empty")
        if longest is not None and len(said) > longest:
            raise Invalid(refused, f"{name} has {len(said)} characters, {longest} are allowed")
        if facts.is_taken:
            raise Invalid(refused, f"another work order has the {name} {said}")
        return {name: said}

    return check


def one_of(name: str, refused: str, longest: int = 100) -> Check:
    """A name of the subscriber's list, in its spelling, and with it the id of its row."""

    def check(value: object, facts: Facts) -> Record:
        said = written(value).strip()
        row = by_name(facts.listed, said)
        if row is None or len(said) > longest:
            raise Invalid(refused, f"the subscriber has no {name} {said!r}")
        return {name: row["Name"], f"{name}Id": row["Id"]}

    return check


def category(value: object, facts: Facts) -> Record:
    """A category by name; the id, where one is sent, has to be its."""
    given: Record = dict(value) if isinstance(value, Mapping) else {}
    found = one_of("Category", "invalid category")(given.get("Value"), facts)
    if given.get("Id", found["CategoryId"]) != found["CategoryId"]:
        raise Invalid("invalid category", f"{found['Category']} is {found['CategoryId']}")
    return found


def kept(name: str, longest: int | None = None) -> Check:
    """Any text that is not too long; without one the field is cleared."""

    def check(value: object, facts: Facts) -> Record:
        del facts
        said = written(value).strip()
        if longest is not None and len(said) > longest:
            raise Invalid("invalid value", f"{name} has over {longest} characters")
        return {name: said or None}

    return check


def identity(name: str, *, clears: bool = False) -> Check:
    """An id from 1 on; none clears the field, where that is offered."""

    def check(value: object, facts: Facts) -> Record:
        del facts
        if clears and value in (None, ""):
            return {name: None}
        if not isinstance(value, int) or value < 1:
            raise Invalid("invalid value", f"{value!r} is no {name}")
        return {name: value}

    return check


def plain(*names: str) -> Check:
    """The values as they are: one, or a mapping of several."""

    def check(value: object, facts: Facts) -> Record:
        del facts
        return dict(value) if isinstance(value, Mapping) else {names[0]: value}

    return check


def scheduled(value: object, facts: Facts) -> Record:
    """An instant between the call and the expiration of the work order."""
    when = instant(value)
    if when is None:
        raise Invalid("invalid scheduled date", f"{value!r} is no date and time")
    called, expires = (instant(facts.order[n]) for n in ("CallDate", "ExpirationDate"))
    if (called and when < called) or (expires and when > expires):
        raise Invalid("invalid scheduled date", f"{value!r} is outside {called} to {expires}")
    return {"ScheduledDate": write_instant(when)}


def projected(value: object, facts: Facts) -> Record:
    """When the work should be done; the first such date is kept as the original."""
    when = write_instant(value) if isinstance(value, datetime) else None
    if when is None:
        raise Invalid("invalid value", "there is no date")
    first = facts.order.get("OriginalProjectedCompletionDate") or when
    return {"ProjectedCompletionDate": when, "OriginalProjectedCompletionDate": first}


def instant(value: object) -> datetime | None:
    """The instant of a text, None if it is none or out of every calendar's reach."""
    try:
        found = parse_instant(str(value).strip())
        check_instant(found)
    except ValueError:
        return None
    return found


def leak(value: object, facts: Facts) -> Record:
    """Whether refrigerant was used and a leak detected, on an order of a trade that has some."""
    if str(facts.order["Trade"]).upper() not in REFRIGERANT:
        raise Invalid("no refrigerant trade", f"{facts.order['Trade']} uses no refrigerant")
    return dict(value) if isinstance(value, Mapping) else {}


def written(value: object) -> str:
    """A value as text, as the vendor's deserializer takes a number where a text is declared."""
    return "" if value is None else str(value)


def amount(value: object) -> float | None:
    """A finite amount that is not negative, from a number or its text; None if it is none."""
    text = written(value).strip()
    if not AMOUNT.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) and number >= 0 else None


def bare(order: Mapping[str, object], new: float) -> Record:
    """An NTE that is the sum of nothing: the details that the work order had are gone."""
    return {"Nte": new} | {name: None for name in DETAILS if order.get(name) is not None}


def nte(value: object, facts: Facts) -> Record:
    """The cap on spending: the value, or the sum of the details.

    Where an order has details, they are what is changed.  value: the body of the request.
    Raises Invalid for no amount or one over the user's limit, Conflict where the sum is another.
    """
    body: Record = dict(value) if isinstance(value, Mapping) else {}
    sent = nested.lowered(body.get("Details") or {})
    given = {n: sent[n.lower()] for n in DETAILS if sent.get(n.lower()) is not None}
    parts = {name: amount(part) for name, part in given.items()}
    kept_parts: Mapping[str, object] = parts or {
        n: facts.order[n] for n in DETAILS if facts.order.get(n) is not None
    }
    total = sum(amount(part) or 0.0 for part in kept_parts.values()) if kept_parts else None
    new = total if parts and body.get("Value") in (None, "") else amount(body.get("Value"))
    if new is None or None in parts.values():
        raise Invalid("invalid nte", "there is no amount, or a negative one")
    if total is not None and abs(new - total) > CENT:
        raise Conflict("nte details", f"{new} is not the sum of the details, {total}")
    if facts.limit is not None and new > facts.limit:
        raise Invalid("nte limit", f"{new} is over the user's limit of {facts.limit}")
    changed: Record = {"Nte": new}
    if parts:
        changed |= {name: parts.get(name) for name in DETAILS} | {"Tax2Type": sent.get("tax2type")}
    return changed
