"""What has changed."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.views import lookups


@operation("listLogs")
def list_logs(call: Call) -> Reply:
    return listed(call, "logs", lookups.log)
