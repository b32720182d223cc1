"""Service lines: the trades that services belong to."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.saves import envelope
from emulator.vendors.servicetrade.views import catalogue


@operation("listServiceLines")
def list_service_lines(call: Call) -> Reply:
    return listed(call, "serviceline", catalogue.service_line)


@operation("getServiceLine")
def get_service_line(call: Call) -> Reply:
    line = call.load("servicelines", call.path["id"])
    return Reply(envelope(call, catalogue.service_line(call, line)))
