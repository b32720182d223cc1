"""What happened to an entity, field by field."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade import marks
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.views import marks as views


@operation("listHistory")
def list_history(call: Call) -> Reply:
    """Oldest first; an entity that is gone still has its history (assumed)."""
    return listed(call, "history", views.change, preset=marks.key(call.query))
