"""Whose a record is, where, and in which currency: what several entities say alike."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import times
from emulator.vendors.servicechannel.odata.model import booleans, doubles, inside, ints, strings

SUBSCRIBER = inside(
    lambda call, order: call.load("subscribers", order["SubscriberId"]),
    ints("Id") | strings("Name", "ShortName", "Email") | booleans("IsOutsourcedWorkOn"),
    own={"Id": "SubscriberId"},
)


def _place(call: Call, order: Record) -> Record:
    place = call.load("locations", order["LocationId"])
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return place | {"TimeShiftToEST": times.shift(place["TimeZoneIanaName"], hour)}


PLACE = inside(
    _place,
    ints("Id", "SubscriberId")
    | strings("StoreId", "Name", "ShortName", "Address1", "City", "State", "Zip", "Country")
    | strings("Region", "District")
    | doubles("Latitude", "Longitude")
    | strings("Phone", "Contact", "Email", "TimeZoneIanaName")
    | ints("TimeShiftToEST", "AddressTypeId")
    | booleans("IsInternational"),
    own={"Id": "LocationId", "SubscriberId": "SubscriberId"},
)
CURRENCY = inside(
    lambda _, order: {"Id": 1, "AlphabeticalCode": order["CurrencyAlphabeticalCode"], "Rate": 0.0},
    ints("Id") | strings("AlphabeticalCode") | doubles("Rate"),
    own={"AlphabeticalCode": "CurrencyAlphabeticalCode"},
)
