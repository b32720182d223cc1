"""What a work order is made of besides its own fields."""

from collections.abc import Callable, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import access, records, rules, views
from emulator.vendors.servicechannel.odata.model import (
    Entity,
    Field,
    booleans,
    dates,
    doubles,
    inside,
    ints,
    longs,
    many,
    strings,
)

SUBSCRIBER = inside(
    lambda call, order: call.load("subscribers", order["SubscriberId"]),
    ints("Id") | strings("Name", "ShortName", "Email") | booleans("IsOutsourcedWorkOn"),
    own={"Id": "SubscriberId"},
)


def _place(call: Call, order: Record) -> Record:
    place = call.load("locations", order["LocationId"])
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return place | {"TimeShiftToEST": views.shift(place["TimeZoneIanaName"], hour)}


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


def _status(_: Call, order: Record) -> Record:
    billable = views.status(order) in rules.BILLABLE and not order["IsInvoiced"]
    return {**order["Status"], "CanCreateInvoice": billable}


STATUS = inside(
    _status,
    strings("Primary", "Extended") | booleans("CanCreateInvoice"),
    own={"Primary": "Status/Primary", "Extended": "Status/Extended"},
)
ISSUE_TICKET = inside(
    lambda _, order: order["IssueTicketInfo"],
    ints("Id", "AreaId")
    | strings("AreaName", "ProblemGroup", "Equipment", "ProblemCode", "TicketType")
    | ints("SetupId"),
)
CURRENCY = inside(
    lambda _, order: {"Id": 1, "AlphabeticalCode": order["CurrencyAlphabeticalCode"], "Rate": 0.0},
    ints("Id") | strings("AlphabeticalCode") | doubles("Rate"),
    own={"AlphabeticalCode": "CurrencyAlphabeticalCode"},
)
COUNT = inside(lambda _, it: it["Count"], ints("Total", "Own"))


def _attachments(call: Call, order: Record) -> Record:
    total = call.records.count("attachments", WorkOrderId=order["Id"])
    return {"Count": {"Total": total, "Own": total}}


ATTACHMENT_COUNTS = inside(_attachments, {"Count": COUNT})


def _notes(call: Call, order: Record) -> Record:
    """The last note that the caller may see, and how many there are."""
    levels = access.levels(call.caller)
    newest = call.records.newest("notes", WorkOrderId=order["Id"])
    total = sum(views.notes_of(call, order, kind) for kind in ("UsersNote", "SystemNote"))
    name = records.company_name(call)
    own = call.records.count("notes", WorkOrderId=order["Id"], CompanyName=name)
    return {
        "WorkOrderId": order["Id"],
        "Last": next((note for note in newest if note["Visibility"] in levels), None),
        "Count": {"Total": total, "Own": own},
    }


LAST = (
    longs("Id")
    | ints("Number")
    | strings("NoteData")
    | dates("DateCreated")
    | booleans("ActionRequired")
    | strings("MailedTo", "CreatedBy")
)
NOTE_COUNTS = inside(
    _notes,
    ints("WorkOrderId") | {"Last": inside(lambda _, it: it["Last"], LAST), "Count": COUNT},
)
LABELS = many(lambda _, order: order["Labels"], ints("Id") | strings("Label"))


def identities(of: Callable[[Call, Record], Sequence[int]]) -> Field:
    """A list of other work orders, by id."""
    return many(lambda call, order: [{"Id": i} for i in of(call, order)], ints("Id"))


def linked_in(call: Call, order: Record) -> Sequence[int]:
    """The work orders of this location that are linked to one."""
    here = call.records.find("workorders", LocationId=order["LocationId"])
    return [other["Id"] for other in here if order["Id"] in other["LinkedWorkOrderIds"]]


#: What an expansion shows of records that have collections of their own elsewhere.
INVOICES = Entity(
    "invoices",
    "Invoice",
    ints("Id")
    | strings("Number", "Status", "Trade", "InvoiceText")
    | doubles("Subtotal", "InvoiceTax", "InvoiceTotal")
    | dates("InvoiceDate", "PostedDate", "ApprovedDate"),
)
WEATHER = Entity("weatherEvents", "WeatherEvent", ints("Id") | strings("Name"))
