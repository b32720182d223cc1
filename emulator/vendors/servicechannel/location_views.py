"""Locations as they are read.

Shapes: https://developer.servicechannel.com/swagger/ (`GET /locations`).
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import times, views

SAME = (
    "Id", "SubscriberId", "StoreId", "Name", "ShortName", "Latitude", "Longitude", "Address1",
    "City", "State", "Region", "District", "Zip", "Country", "Email", "Phone", "Contact",
    "TimeZoneIanaName", "AddressTypeId", "IsInternational",
)  # fmt: skip
OPTIONAL = ("Address2", "FaxNumber", "OpenDate", "ClosedDate", "SquareValue", "SquareMeasure")
OPEN, CLOSED = "open", "closed"


def located(call: Call, found: Record) -> Record:
    """A location in a list."""
    zone = found["TimeZoneIanaName"]
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return views.without_nulls(
        {
            **{name: found[name] for name in SAME},
            **{name: found.get(name) or None for name in OPTIONAL},
            "SubscriberName": _owner(call, found),
            "Radius": views.radius_of(found),
            "Status": status(call, found),
            "TimeZoneShortDescription": zone_name(call, found),
            "TimeShiftToEST": times.shift(zone, hour),
            "Notes": notes(call, found, private=False),
        }
    )


def single(call: Call, found: Record) -> Record:
    """A location alone."""
    return {"TimezoneName": found["TimeZoneIanaName"], **located(call, found)}


def short(call: Call, found: Record) -> Record:
    """A location among filtered ones."""
    same = ("Id", "StoreId", "Name", "City", "State", "Zip", "Phone", "Region", "District",
            "Latitude", "Longitude", "SubscriberId")  # fmt: skip
    return views.without_nulls(
        {
            **{name: found[name] for name in same},
            "Address": found["Address1"],
            "FullName": found["Name"],
            "AddressAddl": found.get("Address2") or None,
            "StoreOpen": found.get("OpenDate"),
            "StoreClose": found.get("ClosedDate"),
            "Status": status(call, found),
            "SubscriberName": _owner(call, found),
        }
    )


def _owner(call: Call, found: Record) -> str:
    return str(call.load("subscribers", found["SubscriberId"])["Name"])


def status(call: Call, found: Record) -> str:
    """Closed from the closing date on."""
    closed = found.get("ClosedDate")
    return CLOSED if closed and times.parse(closed) <= call.now else OPEN


def zone_name(call: Call, found: Record) -> str:
    """The abbreviation of a location's time zone, as it is in force now."""
    return call.now.astimezone(times.zone(found["TimeZoneIanaName"])).strftime("%Z")


def notes(call: Call, found: Record, *, private: bool) -> list[Record]:
    """What is noted about a location.  private: that too which providers may not see."""
    rows = call.records.find("locationnotes", LocationId=found["Id"])
    return [shown for row in rows if (shown := note(call, row, private=private))]


def note(call: Call, row: Record, *, private: bool) -> Record:
    """One note; nothing of a private one, unless it is asked for."""
    header = call.load("locationnoteheaders", row["HeaderId"])
    if header["IsPrivate"] and not private:
        return {}
    same = ("Id", "HeaderId", "Value")
    return {**{name: row[name] for name in same}, "Header": header["Name"]}
