"""What an account works with: service lines and the items of its library."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes

#: No `uri` and no time stamps.  Source: https://github.com/carynrinaldo/HoodsBase.
service_line = shapes.service_line


def lib_item(call: Call, record: Record) -> Record:
    """An item of the library."""
    prices = {name: record[name] for name in ("active", "price", "cost")}
    known = {"externalIds": shapes.external_ids(call, "libitem", record["id"])}
    return shapes.lib_item(call, record) | prices | known
