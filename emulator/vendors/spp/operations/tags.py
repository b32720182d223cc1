"""Tags that were used."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.spp.views import lookups
from emulator.vendors.spp.workspaces import find


@operation("listTags")
def list_tags(call: Call) -> Reply:
    """All of them at once, the newest first."""
    return Reply([lookups.tag(call, tag) for tag in reversed(find(call, "tags"))])
