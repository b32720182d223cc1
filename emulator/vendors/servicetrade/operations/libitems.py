"""The library: items that jobs, quotes and invoices are made of."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade.lists import Filters, contains, listed
from emulator.vendors.servicetrade.saves import envelope
from emulator.vendors.servicetrade.views import catalogue


def _is_type(_: Call, record: Record, wanted: object) -> bool:
    """Whether an item is of one of some types, whatever their case."""
    return isinstance(wanted, list) and record["type"].lower() in [w.lower() for w in wanted]


FILTERS = Filters(
    equal={"active": "active"},
    tests={"name": contains("name"), "search": contains("name", "code"), "type": _is_type},
)


@operation("listLibItems")
def list_lib_items(call: Call) -> Reply:
    return listed(call, "libitem", catalogue.lib_item, FILTERS)


@operation("getLibItem")
def get_lib_item(call: Call) -> Reply:
    item = call.load("libitems", call.path["id"])
    return Reply(envelope(call, catalogue.lib_item(call, item)))
