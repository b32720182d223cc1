"""Whether the API is up."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade.saves import envelope


@operation("getHeartbeat")
def get_heartbeat(call: Call) -> Reply:
    return Reply(envelope(call, {}))
