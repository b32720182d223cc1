"""Locations, which the vendor calls stores too."""

from collections.abc import Sequence

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, location_views, reach, searching

#: What a list of locations can be sorted by.
SORTED_BY = (
    "Id", "SubscriberId", "StoreId", "Name", "ShortName", "City", "State", "Zip", "Country",
    "Region", "District",
)  # fmt: skip
#: Fields of a change that are texts, numbers and instants; what is left out is erased.
TEXTS = (
    "Address1", "Address2", "City", "State", "Region", "District", "Zip", "Country", "Email",
    "Phone", "Contact", "FaxNumber",
)  # fmt: skip
NUMBERS = ("Latitude", "Longitude", "SquareValue")
INSTANTS = ("OpenDate", "ClosedDate")
#: How square measures may be written, and how they are kept.
MEASURES = {"": "", "ft": "ft", "foot": "ft", "m": "m", "metre": "m"}
DEFAULT_SIZE = 50


@operation("getLocations")
def get_locations(call: Call) -> Reply:
    """A page of the locations that the caller has access to."""
    number, size = searching.page(call.query)
    sort = searching.order_by(call.query.get("sort"), SORTED_BY)
    found = sort([row for row in reach.locations(call) if _is_asked_for(call.query, row)])
    shown = [location_views.located(call, row) for row in searching.cut(found, number, size)]
    return Reply({"Locations": shown, "TotalCount": len(found)})


@operation("getStores")
def get_stores(call: Call) -> Reply:
    """The same by its other name."""
    return get_locations(call)


def _is_asked_for(query: Record, row: Record) -> bool:
    wanted = {"Id": "id", "StoreId": "storeIdentifier", "Name": "name"}
    return all(
        _folded(query[parameter]) == searching.value(row, field)
        for field, parameter in wanted.items()
        if parameter in query
    )


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


@operation("getLocation")
def get_location(call: Call) -> Reply:
    """One location."""
    found = reach.location(call, call.path["locationId"])
    return Reply(location_views.single(call, found))


@operation("updateLocation")
def update_location(call: Call) -> Reply:
    """Replace what is known of a location; what is not sent is erased."""
    found, body = reach.location(call, call.path["locationId"]), call.body
    named = {name: body[name].strip() for name in ("StoreId", "Name")}
    if not all(named.values()):
        raise Invalid(reason="StoreId and Name are needed")
    same = call.records.find(
        "locations", StoreId=named["StoreId"], SubscriberId=found["SubscriberId"]
    )
    if any(row["Id"] != found["Id"] for row in same):
        raise Conflict("store taken", f"another location is {named['StoreId']}")
    measure = MEASURES.get(body.get("SquareMeasure", "").strip().lower())
    if measure is None:
        raise Invalid("square measure", f"SquareMeasure is none of {', '.join(MEASURES)}")
    before = dict(found)
    found |= named | {name: body.get(name, "") for name in TEXTS}
    found |= {name: body.get(name) for name in NUMBERS} | {"SquareMeasure": measure}
    for name in INSTANTS:
        given = call.instant(name)
        found[name] = write_instant(given) if given else None
    if all((before.get(name) or None) == (value or None) for name, value in found.items()):
        return Reply()
    return Reply(
        changes={"locations": [found]}, events=[Event("LocationUpdated", "locations", found)]
    )


@operation("getLocationDistricts")
def get_location_districts(call: Call) -> Reply:
    """A page of the districts that the caller's locations are in."""
    shown, total, size = _names(call, "District")
    number = call.query["page"]
    counts = {"TotalElements": total, "Page": number, "TotalPages": -(-total // size)}
    return Reply({"Districts": shown} | counts)


@operation("getUserDistricts")
def get_user_districts(call: Call) -> Reply:
    """The same for a subscriber's user, with a shorter answer."""
    shown, total, _ = _names(call, "District")
    return Reply({"Districts": shown, "TotalCount": total})


@operation("getUserRegions")
def get_user_regions(call: Call) -> Reply:
    """A page of the regions that the user's locations are in."""
    shown, total, _ = _names(call, "Region")
    return Reply({"Regions": shown, "TotalCount": total})


def _names(call: Call, field: str) -> tuple[Sequence[str], int, int]:
    """A page of what locations have in a field, how many there are, and the size of a page."""
    number, size = call.query["page"], call.query.get("pageSize", DEFAULT_SIZE)
    if number < 1 or size < 1:
        raise Invalid("page below one", f"page {number} of {size}")
    part = call.query.get("searchExpression", "").casefold()
    every = {row[field] for row in reach.locations(call) if row[field]}
    found = sorted(name for name in every if part in name.casefold())
    return found[(number - 1) * size : number * size], len(found), size


@operation("getFilteredLocations")
def get_filtered_locations(call: Call) -> Reply:
    """The locations that pass all filters, without those that are closed."""
    at = _where_works(call, call.body.get("ProviderId"))
    found = [
        row
        for row in reach.locations(call)
        if _passes(call.body, row) and (at is None or row["Id"] in at)
    ]
    if not call.body["IncludeClosedLocations"]:
        is_open = location_views.OPEN
        found = [row for row in found if location_views.status(call, row) == is_open]
    return Reply([location_views.short(call, row) for row in found])


def _where_works(call: Call, provider_id: int | None) -> set[int] | None:
    """Where a provider has work orders of the caller's company; None for nobody asked about."""
    if provider_id is None:
        return None
    both = access.scope(call) | {"ProviderId": provider_id}
    places = call.records.column("workorders", "LocationId")
    return {int(str(places[i])) for i in call.records.search("workorders", **both)}


def _passes(body: Record, row: Record) -> bool:
    ids = body.get("LocationIds")
    parts = {"Name": "Name", "Address": "Address1"}
    return (
        (not ids or row["Id"] in ids)
        and all(_said(body, name) in row[field].casefold() for name, field in parts.items())
        and all(
            _said(body, name) in ("", row[name].casefold())
            for name in ("City", "Region", "District")
        )
    )


def _said(body: Record, name: str) -> str:
    return str(body.get(name, "")).strip().casefold()


@operation("getExistsLocations")
def get_exists_locations(call: Call) -> Reply:
    """Of some store ids those that a location has."""
    return _existing(call, "StoreIds", "StoreId")


@operation("getExistsRegions")
def get_exists_regions(call: Call) -> Reply:
    """Of some regions those that a location is in."""
    return _existing(call, "Regions", "Region")


@operation("getExistsDistricts")
def get_exists_districts(call: Call) -> Reply:
    """Of some districts those that a location is in."""
    return _existing(call, "Districts", "District")


def _existing(call: Call, asked: str, field: str) -> Reply:
    known = {row[field].casefold() for row in reach.locations(call)}
    return Reply([name for name in call.body.get(asked, []) if name.casefold() in known])
