"""Proposals and RFPs.

Shapes: https://developer.servicechannel.com/swagger/ (ProposalInfo, Rfp, ProposalCategory); that
the provider and what answers an RFP have to be expanded, and the rest is always there, is assumed.
"""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import sight, times, views
from emulator.vendors.servicechannel.entities.places import PLACE, SUBSCRIBER
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    COMPLEXES,
    DATE,
    INT32,
    STRING,
    Entity,
    Field,
    Link,
    Read,
    dates,
    doubles,
    inside,
    ints,
    many,
    strings,
    unset,
)

USER = ints("Id") | strings("UserName", "UserNameOrFullName", "FullName", "Email")


def _dated(name: str, twin: str, source: str = "") -> dict[str, Field]:
    """An instant, and the same in the zone of the location."""

    def get(call: Call, record: Record) -> object:
        at = record[source or name]
        place = views.place_of(call, call.load("locations", record["LocationId"]))
        return at and times.local(at, place)

    return dates(name) | {twin: Field(DATE, get)}


def _linked(table: str, column: str, *names: str) -> Field:
    """The id and the name of another record."""

    def of(call: Call, record: Record) -> Record | None:
        return call.records.get(table, record[column] or 0)

    return inside(of, ints("Id") | strings(*names), own={"Id": column})


def _user(column: str) -> Field:
    def of(call: Call, record: Record) -> Record | None:
        return views.user_info(call, record[column]) if record[column] else None

    return inside(of, USER, own={"Id": column})


def _status(call: Call, record: Record) -> Record:
    place = views.place_of(call, call.load("locations", record["LocationId"]))
    at = record["StatusDate"]
    changed = {"ModifiedDate": at, "ModifiedDate_dto": times.local(at, place)}
    return {**record["Status"], **changed, "ModifiedBy": record["StatusBy"]}


STATUS = inside(
    _status,
    strings("Primary", "Extended")
    | dates("ModifiedDate", "ModifiedDate_dto")
    | strings("ModifiedBy"),
    own={"Primary": "Status/Primary", "Extended": "Status/Extended"},
)
CURRENCY = inside(
    lambda _, record: {"AlphabeticalCode": record["CurrencyAlphabeticalCode"]},
    strings("AlphabeticalCode"),
    own={"AlphabeticalCode": "CurrencyAlphabeticalCode"},
)
AMOUNTS = many(
    lambda _, record: record["Categories"], ints("Id") | strings("Name") | doubles("TotalCost")
)


def _provider(call: Call, record: Record) -> Record | None:
    return call.records.get("providers", record["ProviderId"])


def _rfp(call: Call, record: Record) -> Record | None:
    """Nothing once it has gone to another provider."""
    found = call.records.get("rfps", record["RfpId"] or 0)
    return found if found and sight.is_theirs(call.caller, found) else None


def _answers(call: Call, rfp: Record) -> Sequence[Record]:
    found = call.records.find("proposals", RfpId=rfp["Id"])
    return [row for row in found if sight.is_theirs(call.caller, row)]


def _project(_: Call, record: Record) -> Mapping[str, object] | None:
    return {"Id": record["ProjectId"]} if record["ProjectId"] else None


PROVIDER = Link(lambda: PROVIDERS, _provider, {"Id": "ProviderId"}, table="providers")
ORDER = _linked("workorders", "WorkOrderId", "Number")
PROPOSALS: Entity = Entity(
    "proposals",
    "ProposalInfo",
    ints("Id")
    | strings("Number", "Description")
    | unset(STRING, "Description2")
    | strings("Comments")
    | {"Location": PLACE, "Subscriber": SUBSCRIBER}
    | {"Trade": _linked("trades", "TradeId", "Name"), "WorkOrder": ORDER, "Currency": CURRENCY}
    | _dated("CreatedDate", "CreatedDate_dto")
    | {"CreatedBy": _user("CreatedById"), "Status": STATUS, "AssignedTo": _user("AssignedToId")}
    | _dated("ScheduledDate", "ScheduledDateDto")
    | {"AmountCategories": AMOUNTS}
    | _dated("UpdatedDate", "UpdatedDateDto")
    | doubles("Amount")
    | {"Project": inside(_project, ints("Id"), own={"Id": "ProjectId"})},
    links={
        "Provider": PROVIDER,
        "RFP": Link(lambda: RFPS, _rfp, {"Id": "RfpId"}),
    },
)
RFPS: Entity = Entity(
    "rfps",
    "Rfp",
    ints("Id")
    | strings("Number")
    | _dated("CreatedDate", "CreatedDateDTO")
    | _dated("Date", "DateDTO")
    | _dated("UpdatedDate", "UpdatedDateDTO")
    | ints("UserId")
    | strings("WaitingForPrpEmail", "ProviderEmail", "Description")
    | doubles("DueHrs")
    | _dated("DueDate", "DueDateDTO")
    | strings("Status")
    | {"Location": PLACE, "Subscriber": SUBSCRIBER}
    | strings("Trade")
    | ints("TradeId")
    | {"WorkOrder": ORDER}
    | unset(STRING, "BatchRfpNumber"),
    links={
        "Provider": PROVIDER,
        "Proposals": Link(lambda: PROPOSALS, _answers, is_many=True),
    },
)


def _constant(kind: str, value: object) -> Field:
    return Field(kind, lambda *_: value)


def _read(name: str) -> Read:
    return lambda _, row: row[name]


ROWS = many(
    lambda _, part: part["Rows"],
    doubles("TotalCost")
    | strings("Name")
    | {"IsActive": _constant(BOOLEAN, value=True)}
    | doubles("Quantity1")
    | ints("Quantity2")
    | doubles("UnitCost")
    | strings("UnitOfMeasure"),
)
CATEGORIES = Entity(
    "Collection(ServiceChannel.ProposalCategory)",
    "ProposalCategory",
    {name: _constant(BOOLEAN, value=False) for name in ("IsLocked", "DefaultHideDetails")}
    | {"IsActive": _constant(BOOLEAN, value=True), "SortOrder": Field(INT32, _read("Id"))}
    | {"Rows": ROWS, "Questions": _constant(COMPLEXES, value=[])}
    | ints("Id")
    | strings("Name")
    | doubles("TotalCost"),
)
