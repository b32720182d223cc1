"""Which subscriptions an event concerns.

A company is told of its own work orders and records, whoever changed them; a provider nothing of a
note or file that it may not see.  Source:
https://developer.servicechannel.com/guides/wh/about-webhooks/
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.servicechannel import hooks
from emulator.vendors.servicechannel.events import OBJECT_OF
from emulator.vendors.servicechannel.order_objects import FOR_ALL, order_of
from emulator.vendors.servicechannel.subscriptions import wants

#: A field that names a company, and the company.
Company = tuple[str, int]
#: The tables in which an id is the company's own.
COMPANIES: Mapping[str, str] = {"subscribers": "SubscriberId", "providers": "ProviderId"}


class Subject(NamedTuple):
    """What rules and companies are compared with.

    about: `table/id` of the record that the message shows; empty if there is none.  companies:
    None for all, of an event that is fired for no record and names no company.
    """

    about: str
    companies: Collection[Company] | None
    trade: str | None
    category: str | None
    status: str | None


class Listener(NamedTuple):
    """A webhook that is on, whose it is, and its subscriptions."""

    hook: Record
    company: Company
    subscriptions: Sequence[Record]


def listening(call: Call) -> list[Listener]:
    """The webhooks that are told anything now, oldest first; mostly there is none."""
    found = call.records.find(hooks.HOOKS, Enabled=True)
    return [
        Listener(hook, hooks.owner(hook), hooks.of(call, hook))
        for hook in found
        if hooks.is_on(hook, call.now)
    ]


def subject(call: Call, event: Event) -> Subject:
    """What is added to a fired event counts as if the record said it."""
    order = order_of(call, event)
    said = {**(order or event.record), **event.extra}
    shows_order = order is not None and OBJECT_OF[event.type] == "WorkOrder"
    table, shown = ("workorders", order) if shows_order and order else (event.table, event.record)
    return Subject(
        about=f"{table}/{shown['Id']}" if shown else "",
        companies=_companies(event, order) or (None if not shown else ()),
        trade=_text(said.get("Trade")),
        category=_text(said.get("Category")),
        status=_status(said.get("Status")),
    )


def _companies(event: Event, order: Record | None) -> Collection[Company]:
    whose = {**(order or {}), **event.record}
    found = [(f, r.get(f)) for r in (whose, event.extra) for f in COMPANIES.values()]
    if event.table in COMPANIES:
        found.append((COMPANIES[event.table], event.record["Id"]))
    hidden = event.record.get("Visibility", 0) not in FOR_ALL
    return {
        (field, company_id)
        for field, company_id in found
        if isinstance(company_id, int) and not (hidden and field == "ProviderId")
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _status(value: object) -> str | None:
    """`PRIMARY/EXTENDED`, or `PRIMARY` alone."""
    if isinstance(value, Mapping):
        return "/".join(str(value[n]) for n in ("Primary", "Extended") if value.get(n))
    return _text(value)


def matching(call: Call, event: Event, about: Subject, listener: Listener) -> list[Record]:
    """The subscriptions of a webhook that want an event."""
    if about.companies is not None and listener.company not in about.companies:
        return []
    anyway = call.switches["rules_where_unavailable"] == "apply"
    what = about.trade, about.category, about.status
    return [
        subscription
        for subscription in listener.subscriptions
        if event.type in subscription["EventTypes"]
        and wants(subscription["Rules"], event.type, *what, apply_anyway=anyway)
    ]
