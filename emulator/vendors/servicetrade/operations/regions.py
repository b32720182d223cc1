"""Regions of the map, and the offices that serve them."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade.lists import Filters, any_of, contains, listed
from emulator.vendors.servicetrade.saves import envelope
from emulator.vendors.servicetrade.views import customers

FILTERS = Filters(tests={"name": contains("name"), "officeIds": any_of("officeIds")})


@operation("listRegions")
def list_regions(call: Call) -> Reply:
    return listed(call, "region", customers.region, FILTERS)


@operation("getRegion")
def get_region(call: Call) -> Reply:
    region = call.load("regions", call.path["id"])
    return Reply(envelope(call, customers.region(call, region)))


@operation("clearRegionCache")
def clear_region_cache(call: Call) -> Reply:
    """Nothing is kept: what a region holds is computed whenever it is asked for."""
    call.load("regions", call.path["id"])
    return Reply(status=204)
