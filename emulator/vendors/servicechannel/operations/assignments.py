"""By OData: which providers are assigned where, and what is thought of them."""

from collections.abc import Collection
from datetime import timedelta

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, lookups, odata, reach, times
from emulator.vendors.servicechannel.entities.assignments import (
    ASSIGNED,
    ASSIGNMENTS,
    DETAILED,
    RATED,
    REVIEWED,
)
from emulator.vendors.servicechannel.odata.model import Source


def _of(ids: Collection[int]) -> Source:
    """These providers."""
    return Source("providers", {}, lambda provider: provider["Id"] in ids)


def _since(call: Call, date: str) -> set[int]:
    """The providers with a work order of the path's location that has a date so recent.

    Raises NotFound for an unknown location, another subscriber's and one out of the user's reach.
    """
    location_id, since = call.path["locationId"], call.now - timedelta(days=call.path["days"])
    places = call.caller["LocationIds"] or (location_id,)
    own = lookups.row(call, "locations", call.caller["SubscriberId"], location_id)
    if own is None or location_id not in places:
        raise NotFound("nowhere", f"the subscriber has no location {location_id}")
    orders = call.records.find("workorders", LocationId=location_id)
    return {o["ProviderId"] for o in orders if o[date] and times.parse(o[date]) >= since}


@operation("odataRecentProviders")
def odata_recent_providers(call: Call) -> Reply:
    """Who completed work at a location in the last days."""
    return odata.collection(call, REVIEWED, _of(_since(call, "CompletedDate")))


@operation("odataLastProviders")
def odata_last_providers(call: Call) -> Reply:
    """Who was called to a location in the last days, with ratings."""
    return odata.collection(call, RATED, _of(_since(call, "CallDate")))


@operation("odataDetailedProvider")
def odata_detailed_provider(call: Call) -> Reply:
    """A provider of the subscriber, with its contracts and ratings."""
    provider_id, own = call.path["providerId"], call.caller["SubscriberId"]
    if not reach.are_partners(call, own, provider_id):
        raise NotFound("nowhere", f"no provider {provider_id} works for subscriber {own}")
    return odata.single(call, DETAILED, call.load("providers", provider_id))


@operation("odataProviderAssignments")
def odata_provider_assignments(call: Call) -> Reply:
    """The contracts of the caller's company."""

    def keep(contract: Record) -> bool:
        return reach.is_open(call, contract["LocationId"])

    return odata.collection(call, ASSIGNMENTS, Source("contracts", access.scope(call), keep))


@operation("odataAssignedProviders")
def odata_assigned_providers(call: Call) -> Reply:
    """The providers with contracts of the caller's company."""
    contracts = call.records.find("contracts", **access.scope(call))
    return odata.collection(call, ASSIGNED, _of({c["ProviderId"] for c in contracts}))
