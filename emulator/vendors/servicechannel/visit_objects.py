"""What a webhook says of a location, and of a check-in or check-out there.

Shapes: https://developer.servicechannel.com/swagger/ (Location and CheckInOutActivity of
ServiceChannel.Notifications.Objects); the keys of CheckInNotes are known from
https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks.
"""

from datetime import timedelta

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import people, times, views

#: CheckinAction.
CHECK_IN, CHECK_OUT = 0, 1
SAME = ("CallerId", "Action", "WorkType", "Source", "TechsCount")


def location(call: Call, found: Record) -> Record:
    """A store."""
    same = ("Region", "District", "City", "State", "Country", "Zip")
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return views.without_nulls(
        {
            "StoreId": found["StoreId"],
            "Id": found["Id"],
            "SubscriberId": found["SubscriberId"],
            "ShortName": found["ShortName"],
            "FullName": found["Name"],
            "Address1": found["Address1"],
            **{name: found[name] for name in same},
            "MainContact": found["Contact"],
            "PhoneNumber": found["Phone"],
            "Email": found["Email"],
            "NotesCount": call.records.count("locationnotes", LocationId=found["Id"]),
            "Latitude": found["Latitude"],
            "Longitude": found["Longitude"],
            "TimeZoneId": found["TimeZoneIanaName"],
            "TimeShiftToEst": times.shift(found["TimeZoneIanaName"], hour),
        }
    )


def visit(call: Call, row: Record, order: Record) -> Record:
    """row: its record of `checkins`, as it is after the commit."""
    place = call.load("locations", order["LocationId"])
    login = people.PIN if row["CheckInOutType"] == "Ivr" else people.CREDENTIALS
    is_out = row["Action"] == "Check Out"
    shown = {
        "CheckInNotes": _remarks(call, row, order, is_out=is_out) or None,
        "Id": row["Id"],
        "SubscriberId": order["SubscriberId"],
        "ProviderId": order["ProviderId"],
        "LocationId": order["LocationId"],
        "CheckinAction": CHECK_OUT if is_out else CHECK_IN,
        "WorkOrderId": order["Id"],
        "Date": row["Date"],
        "DateDTO": times.local(row["Date"], views.place_of(call, place)),
        "User": people.user_of(call, row["UserId"], login),
        **{name: row[name] for name in SAME},
        "WorkorderStatus": row["StatusChangedTo"] or order["Status"],
        "ProviderName": call.load("providers", order["ProviderId"])["Name"],
        "Trade": order["Trade"],
        "TradeId": order["TradeId"],
        "Category": order["Category"],
        "Location": location(call, place),
        "CheckinType": row["CheckInOutType"],
    }
    return views.without_nulls(shown)


def _remarks(call: Call, row: Record, order: Record, *, is_out: bool) -> Record:
    """CheckInNotes: what is remarkable about it.  That its values are sentences is assumed."""
    said: Record = {}
    open_now = {"WorkOrderId": order["Id"], "TimeOut": None}
    if is_out and not call.records.count("workactivities", **open_now):
        said["AllTechniciansCheckedOut"] = "No technician is checked in any more."
    hours = call.load("subscribers", order["SubscriberId"])["Settings"]["CheckInTimeframeHours"]
    away = abs(times.parse(row["Date"]) - times.parse(order["ScheduledDate"]))
    if hours is not None and away > timedelta(hours=hours):
        said["OutsideAcceptableTimeframe"] = f"Over {hours} hours from the scheduled date."
    return said
