"""The lines of invoices and quotes: what a body says of one, against the records that it names."""

from collections.abc import Iterable

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import billing
from emulator.vendors.servicetrade.billing import Amounts
from emulator.vendors.servicetrade.references import found, required

IDS = ("libItemId", "serviceLineId", "jobItemId", "serviceRequestId")
AMOUNTS = ("quantity", "price", "taxRate")


def amounts(item: Record) -> Amounts:
    return billing.line(item["quantity"], item["price"], item["taxRate"])


def total(items: Iterable[Record]) -> Amounts:
    return billing.added(amounts(item) for item in items)


def in_order(items: Iterable[Record]) -> list[Record]:
    return sorted(items, key=lambda item: (item["orderIndex"], item["id"]))


def next_place(items: Iterable[Record]) -> int:
    """The `orderIndex` of a line that comes last."""
    return max((item["orderIndex"] for item in items), default=-1) + 1


def nested(given: Record) -> Record:
    """A line inside another body, with the values that it has in a body of its own."""
    sent = {name: value for name, value in given.items() if value is not None}
    sent |= {name: int(sent[name]) for name in IDS if name in sent}
    return sent | {n: float(sent[n]) for n in AMOUNTS if isinstance(sent.get(n), str)}


def made(call: Call, body: Record) -> Record:
    """What a body says of a new line; what it leaves out is the lib item's (assumed).

    Raises Invalid for a lib item or a service line that is not there, and for a line without a
    description or a price.
    """
    lib_item = found(call, body, "libItemId", "libitems") or {}
    found(call, body, "serviceLineId", "servicelines")
    line = {
        "description": body.get("description", lib_item.get("name")),
        "quantity": body.get("quantity", 1),
        "price": body.get("price", lib_item.get("price")),
        "taxRate": body.get("taxRate", 0),
        "libItemId": body.get("libItemId"),
        "serviceLineId": body.get("serviceLineId"),
    }
    for name in ("description", "price"):
        if line[name] is None:
            raise required(name, "neither the line nor a lib item has one")
    return line


def changed(call: Call, item: Record, *names: str) -> Record:
    """The line with what the body says of these fields.  Raises Invalid as `made` does."""
    found(call, call.body, "libItemId", "libitems")
    found(call, call.body, "serviceLineId", "servicelines")
    return item | {name: call.body[name] for name in names if name in call.body}
