"""Locations."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import reach, times
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.odata.model import (
    INT32,
    STRING,
    Broken,
    Entity,
    Field,
    Link,
    booleans,
    dates,
    doubles,
    ints,
    many,
    strings,
)

#: A note about a location, as any list of the vendor's shows it; nothing makes one here.
NOTES = many(lambda *_: [], ints("Id", "HeaderId") | strings("Value", "Header"))


def _subscriber_name(call: Call, location: Record) -> object:
    found = call.records.get("subscribers", location["SubscriberId"])
    return found and found["Name"]


def _shift(call: Call, location: Record) -> object:
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return times.shift(location["TimeZoneIanaName"], hour)


def _providers(call: Call, location: Record) -> list[Record]:
    """Those that work for its subscriber."""
    return reach.providers(call, location["SubscriberId"])


LOCATIONS = Entity(
    "locations",
    "Location",
    ints("Id", "SubscriberId")
    | {"SubscriberName": Field(STRING, _subscriber_name)}
    | strings("StoreId", "Name", "ShortName")
    | doubles("Latitude", "Longitude")
    | doubles("Distance", "Radius")
    | ints("LocationTypeId")
    | strings("Address1", "Address2", "City", "State", "Region", "District", "Zip", "Country")
    | dates("ClosedDate", "OpenDate")
    | {"Status": Field(STRING, lambda _, location: location.get("Status") or "open")}
    | strings("Email", "FaxNumber", "Phone", "Contact")
    | {"TimeZoneIanaName": Field(STRING, lambda _, r: r["TimeZoneIanaName"], "TimeZoneIanaName")}
    | {"Notes": NOTES, "TimeShiftToEST": Field(INT32, _shift)}
    | ints("AddressTypeId")
    | booleans("IsInternational"),
    links={"Providers": Link(lambda: PROVIDERS, _providers, is_many=True)},
    broken={
        "providers": Broken(
            500, "The member 'Location.Providers' has no supported translation to SQL."
        )
    },
)
