"""What a work order is made of besides its own fields."""

from collections.abc import Callable, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import records, rules, sight, views
from emulator.vendors.servicechannel.odata.model import (
    Entity,
    Field,
    booleans,
    dates,
    inside,
    ints,
    longs,
    many,
    strings,
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
COUNT = inside(lambda _, it: it["Count"], ints("Total", "Own"))


ATTACHMENT_COUNTS = inside(views.attachments, {"Count": COUNT})


def _notes(call: Call, order: Record) -> Record:
    """The last note that the caller may see, and how many there are."""
    levels = sight.levels(call.caller)
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


#: What an expansion shows of records that have collections of their own elsewhere.
WEATHER = Entity("weatherEvents", "WeatherEvent", ints("Id") | strings("Name"))
