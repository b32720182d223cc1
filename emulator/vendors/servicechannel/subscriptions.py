"""What ServiceChannel decides about webhooks and their subscriptions.

A webhook is where messages go; it holds subscriptions, and each of those says which events of one
object type it wants, and by its rules of which work orders.  This file reads no record: it takes
what a request says and returns what follows, or raises Invalid.

Source: https://developer.servicechannel.com/guides/wh/about-webhooks/ and its pages "Types of
events" and "Manage webhooks".
"""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import urlsplit

from emulator.kernel.errors import Invalid
from emulator.vendors.servicechannel import nested
from emulator.vendors.servicechannel.events import OBJECT_OF

#: The most webhooks of a company, and the most subscriptions of a webhook.
MOST_WEBHOOKS = MOST_SUBSCRIPTIONS = 20

RULES = ("Trades", "Categories", "Statuses")
#: No filter.
NO_RULES: Mapping[str, Sequence[str]] = dict.fromkeys(RULES, ())
#: Events that no rules are for: the guide has the first three and the last, a copy of the vendor's
#: own page the others (https://github.com/elithaxxor/ServiceChannel_API).
WITHOUT_RULES = frozenset(
    {
        "WorkOrderTechnicianAssigned",
        "WorkOrderTechnicianUnassigned",
        "WorkOrderTechnicianAccepted",
        "WorkOrderTechnicianDeclined",
        "WorkOrderNotePinned",
        "WorkOrderNoteUnpinned",
        "FbInvitationAccepted",
    }
)

LONGEST_URL = 2_048
SCHEMES = ("http", "https")
HIGHEST_ID = 2**31 - 1
ID = re.compile(r"[0-9]{1,9}", re.ASCII)
#: A host and a port; an address of IPv6 is in brackets.
AUTHORITY = re.compile(r"(\[[^\[\]@]+\]|[^\[\]@:]+)(:[0-9]*)?", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?", re.ASCII)
SPELLING = {event.lower(): event for event in OBJECT_OF}
SHOWN = 80


class Draft(NamedTuple):
    """A subscription as a request describes it.

    id: which one is meant; None for a new one.  rules: by the names of RULES.
    """

    id: int | None
    name: str
    events: Sequence[str]
    rules: Mapping[str, Sequence[str]]


def check_number(count: int, most: int, what: str) -> None:
    """Raises Invalid when there would be more than the vendor allows."""
    if count > most:
        raise Invalid(reason=f"{count} {what}; {most} are allowed")


def check_name(name: str, where: str = "Name") -> str:
    """Raises Invalid for a name that says nothing."""
    if not name.strip():
        raise Invalid(reason=f"{where}: a name is needed")
    return name


def check_events(names: Sequence[str], where: str = "EventTypes") -> list[str]:
    """The event types as the vendor spells them, each once.

    Raises Invalid for none, an unknown one (with those that are spelled alike), and for event
    types of more than one object type.
    """
    if not names:
        raise Invalid(reason=f"{where}: at least one event type is needed")
    found: dict[str, None] = {}
    for name in names:
        event = SPELLING.get(name.lower())
        if event is None:
            raise Invalid(reason=f"{where}: no event type {_shown(name)}{_alike(name)}")
        found[event] = None
    events = list(found)
    first = events[0]
    for event in events:
        if OBJECT_OF[event] != OBJECT_OF[first]:
            raise Invalid(
                reason=f"{where}: {first} is of {OBJECT_OF[first]} and {event} of"
                f" {OBJECT_OF[event]}; a subscription takes one object type"
            )
    return events


def _alike(name: str) -> str:
    """The names that somebody may have meant, as the end of a sentence."""
    near = get_close_matches(name[:SHOWN].lower(), SPELLING, n=3)
    return f"; near it: {', '.join(SPELLING[n] for n in near)}" if near else ""


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


def drafts(given: Sequence[object], *, named: bool) -> list[Draft]:
    """A webhook's list of subscriptions.  named: an Id says which one is meant.

    Raises Invalid for what is no such list, and for one that is too long.
    """
    check_number(len(given), MOST_SUBSCRIPTIONS, "subscriptions")
    return [_draft(item, f"Subscriptions.{at}", named=named) for at, item in enumerate(given)]


def _draft(given: object, where: str, *, named: bool) -> Draft:
    """One of them; its names match whatever their case."""
    fields = _object(given, where)
    name = fields.get("name")
    if not isinstance(name, str):
        raise Invalid(reason=f"{where}.Name: {_shown(name)} is no text")
    at = f"{where}.EventTypes"
    return Draft(
        _id(fields.get("id"), f"{where}.Id") if named else None,
        check_name(name, f"{where}.Name"),
        check_events(_texts(fields.get("eventtypes"), at), at),
        rules(fields.get("rules"), f"{where}.Rules"),
    )


def rules(given: object, where: str = "Rules") -> Mapping[str, Sequence[str]]:
    """The three lists of a subscription's rules; one that is not given is empty.

    Raises Invalid for what is none.
    """
    if given is None:
        return NO_RULES
    fields = _object(given, where)
    return {name: _texts(fields.get(name.lower()), f"{where}.{name}") for name in RULES}


def _object(given: object, where: str) -> Mapping[str, object]:
    """The fields of an object by their names in lower case."""
    if not isinstance(given, dict):
        raise Invalid(reason=f"{where}: {_shown(given)} is no object")
    return nested.lowered(given)


def _texts(given: object, where: str) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise Invalid(reason=f"{where}: {_shown(given)} is no list of texts")
    return list(given)


def _id(given: object, where: str) -> int | None:
    """The id of a subscription that is there; 0 is what typed clients send for a new one."""
    if isinstance(given, str) and ID.fullmatch(given):
        given = int(given)
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= HIGHEST_ID:
        raise Invalid(reason=f"{where}: {_shown(given)} is no id")
    return given or None


def wants(
    rules: Mapping[str, Sequence[str]],
    event: str,
    trade: str | None,
    category: str | None,
    status: str | None,
    *,
    apply_anyway: bool = False,
) -> bool:
    """Whether an event passes a subscription's rules.

    One of each list that is not empty has to be met, whatever its case; an object without a trade,
    a category or a status (None) meets none.  status: `PRIMARY/EXTENDED`, or `PRIMARY` alone.
    apply_anyway: also to the events that the vendor has no rules for.
    How lists combine is assumed: they are described one by one.
    """
    if event in WITHOUT_RULES and not apply_anyway:
        return True
    given = {"Trades": trade, "Categories": category, "Statuses": status}
    return all(
        not rules[name] or (value is not None and _plain(value) in map(_plain, rules[name]))
        for name, value in given.items()
    )


def _plain(text: str) -> str:
    """A name for comparison; `OPEN/` is `OPEN`."""
    return "/".join(part.strip() for part in text.split("/")).rstrip("/").casefold()


def check_url(text: str, scheme: str = "") -> str:
    """An absolute http or https URL, as it was written: clients find their own by it.

    scheme: what one without any gets.  Raises Invalid for anything else, and for one with
    credentials in it: those would be stored and shown.
    """
    if " " in text or not text.isprintable():
        raise Invalid(reason=f"Url: {_shown(text)} has blanks or control characters")
    url = text if "://" in text.partition("?")[0] or not scheme else f"{scheme}://{text}"
    if len(url) > LONGEST_URL:
        raise Invalid(reason=f"Url: {len(url)} characters; {LONGEST_URL} are allowed")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(reason=f"Url: {_shown(text)}: {error}") from None
    if parts.scheme not in SCHEMES or not host:
        raise Invalid(reason=f"Url: {_shown(text)} is no absolute http or https URL")
    if "@" in parts.netloc:
        raise Invalid(reason="Url: a user name or a password in it is not taken")
    if not AUTHORITY.fullmatch(parts.netloc) or not is_host(host) or port == 0:
        raise Invalid(reason=f"Url: {_shown(parts.netloc)} is no host that can be dialled")
    return url


def is_host(host: str) -> bool:
    """Whether it is a name or an address, in any script."""
    if ":" in host:
        return _is_ipv6(host)
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return HOST.fullmatch(ascii_host) is not None


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True
