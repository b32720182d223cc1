"""From proposals to the shapes that ServiceChannel answers.

Shapes: https://developer.servicechannel.com/swagger/ (ProposalInfo,
ProposalAssociatedWithWorkOder).
"""

from zoneinfo import ZoneInfo

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import proposal_forms, times, views

SAME = ("Id", "Number", "Description", "Comments")


def _place(call: Call, proposal: Record) -> ZoneInfo:
    return views.place_of(call, call.load("locations", proposal["LocationId"]))


def proposal(call: Call, found: Record) -> Record:
    """A proposal as the lists show it."""
    place = _place(call, found)
    return views.without_nulls(
        {
            **{name: found[name] for name in SAME},
            **_tied(call, found),
            "Currency": {"AlphabeticalCode": found["CurrencyAlphabeticalCode"]},
            "CreatedDate": found["CreatedDate"],
            "CreatedDate_dto": times.local(found["CreatedDate"], place),
            "CreatedBy": user(call, found["CreatedById"]),
            "Status": {
                **found["Status"],
                "ModifiedDate": found["StatusDate"],
                "ModifiedDate_dto": times.local(found["StatusDate"], place),
                "ModifiedBy": found["StatusBy"],
            },
            "AssignedTo": user(call, found["AssignedToId"]),
            **_scheduled(found, place),
            "AmountCategories": proposal_forms.totals(found["Categories"]),
            "UpdatedDate": found["UpdatedDate"],
            "UpdatedDateDto": times.local(found["UpdatedDate"], place),
            "Amount": found["Amount"],
            **_level(call, found),
            "Project": {"Id": found["ProjectId"]} if found["ProjectId"] else None,
        }
    )


def _tied(call: Call, found: Record) -> Record:
    """Whose it is, where, and what it is for."""
    order = call.records.get("workorders", found["WorkOrderId"] or 0)
    rfp = call.records.get("rfps", found["RfpId"] or 0)
    return {
        "Location": _picked(call, "locations", found["LocationId"], "Id", "StoreId", "Name"),
        "Provider": _picked(call, "providers", found["ProviderId"], "Id", "Name"),
        "Subscriber": _picked(call, "subscribers", found["SubscriberId"], "Id", "Name"),
        "Trade": {"Id": found["TradeId"], "Name": found["Trade"]},
        "WorkOrder": order and {"Id": order["Id"], "Number": order["Number"]},
        "RFP": rfp and {"Id": rfp["Id"], "Number": rfp["Number"]},
        "PoNumber": order and order["PurchaseNumber"],
    }


def _picked(call: Call, table: str, record_id: int, *names: str) -> Record:
    found = call.load(table, record_id)
    return {name: found[name] for name in names}


def _scheduled(found: Record, place: ZoneInfo) -> Record:
    at = found["ScheduledDate"]
    return {"ScheduledDate": at, "ScheduledDateDto": times.local(at, place)} if at else {}


def _level(call: Call, found: Record) -> Record:
    level = call.records.get("mlplevels", found["LevelId"] or 0)
    if level is None:
        return {}
    return {
        "AssignedToLevel": level["Name"],
        "CurrentProposalMlpLevelId": level["Id"],
        "CurrentProposalMlpLevelName": level["Name"],
    }


def user(call: Call, user_id: int | None) -> Record | None:
    """A user, with the approval level where there is one."""
    if user_id is None:
        return None
    seats = call.records.find("mlpusers", UserId=user_id)
    level = _seat(call, seats[0]) if seats else None
    return views.without_nulls(views.user_info(call, user_id) | {"LevelInfo": level})


def _seat(call: Call, seat: Record) -> Record:
    level = call.load("mlplevels", seat["LevelId"])
    return {
        "UserId": seat["UserId"],
        "LocationIds": seat["LocationIds"],
        "LevelId": level["Id"],
        "LevelName": level["Name"],
        "Order": level["Order"],
    }


def of_work_order(call: Call, found: Record) -> Record:
    """A proposal of a work order, in short."""
    return {
        "ID": found["Id"],
        "ProposalNumber": found["Number"],
        "CreatedDateDto": times.local(found["CreatedDate"], _place(call, found)),
        "Status": found["Status"]["Primary"],
        "WorkOrder": found["WorkOrderId"],
    }
