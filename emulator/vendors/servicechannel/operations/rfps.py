"""Requests for proposals: what subscribers ask providers to offer."""

from datetime import datetime

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, lookups, proposal_rules, sight
from emulator.vendors.servicechannel import proposal_records as proposals


@operation("createRfp")
def create_rfp(call: Call) -> Reply:
    """Ask a provider that the subscriber lets in; an answer is due in 48 hours."""
    provider = _provider(call)
    trade = call.records.get("trades", call.body["TradeId"])
    if trade is None or trade["SubscriberId"] != call.caller["SubscriberId"]:
        raise Invalid("rfp trade", f"the subscriber has no trade {call.body['TradeId']}")
    if not call.body["Description"].strip():
        raise Invalid("rfp text", "the description is empty")
    location = _location(call)
    if not sight.is_within(call.caller, {"LocationId": location["Id"], "TradeId": trade["Id"]}):
        raise Forbidden("rfp access", "the user's locations or trades do not include it")
    if not _is_let_in(call, provider["Id"]):
        raise Invalid("rfp contract", f"provider {provider['Id']} is not let in")
    rfp = _made(call, provider, trade, location)
    return Reply({"id": rfp["Id"]}, 201, changes={"rfps": [rfp]})


def _made(call: Call, provider: Record, trade: Record, location: Record) -> Record:
    body, rfp_id = call.body, call.records.next_id("rfps")
    date = _date(call, "Date") or call.now
    hours, due = proposal_rules.due(date, body.get("DueHrs"), _date(call, "DueDate"))
    return {
        "Id": rfp_id,
        "Number": body.get("Number", "").strip() or f"RFP-{rfp_id}",
        "SubscriberId": call.caller["SubscriberId"],
        "ProviderId": provider["Id"],
        "LocationId": location["Id"],
        "TradeId": trade["Id"],
        "Trade": trade["Name"],
        "WorkOrderId": _order(call, location["Id"]),
        "ProjectId": body.get("ProjectId", 0) if body.get("ProjectId", 0) > 0 else None,
        "UserId": call.caller["Id"],
        "Description": body["Description"].strip(),
        "Status": "Open",
        "Date": write_instant(date),
        "DueHrs": hours,
        "DueDate": write_instant(due),
        "CreatedDate": call.stamp,
        "UpdatedDate": call.stamp,
        "PurchaseOrder": body.get("PONumber", ""),
        "ProviderEmail": _email(call, "ProviderEmail", provider),
        "WaitingForPrpEmail": _email(call, "ProposalNotificationEmail", call.caller),
    }


def _email(call: Call, name: str, whose: Record) -> str:
    """An address of the body, else one's own.  Raises Invalid where there is neither."""
    given = str(call.body.get(name, "")).strip() or str(whose["Email"])
    if not given:
        raise Invalid("rfp email" if whose is call.caller else "rfp provider email")
    return given


def _date(call: Call, name: str) -> datetime | None:
    """A date of the body; the vendor's own example sends empty ones.  Raises Invalid."""
    text = call.body.get(name, "").strip()
    try:
        return parse_instant(text) if text else None
    except ValueError:
        raise Invalid("bad date", f"{name}: {text!r} is no date") from None


def _provider(call: Call) -> Record:
    found = call.records.get("providers", call.body["ProviderId"])
    if found is None:
        raise Invalid("rfp provider", f"no provider {call.body['ProviderId']}")
    return found


def _is_let_in(call: Call, provider_id: int) -> bool:
    row = sight.pair(call, access.scope(call) | {"ProviderId": provider_id})
    return bool(row and row["Incoming"]["Active"])


def _location(call: Call) -> Record:
    """A location of the subscriber, by its id or the store's."""
    given, own = call.body["Location"], call.caller["SubscriberId"]
    location_id, store = given.get("Id") or 0, given.get("StoreId") or ""
    if not location_id and not store:
        raise Invalid("rfp place", "neither Id nor StoreId is given")
    by_id = lookups.row(call, "locations", own, location_id or None)
    found = by_id if location_id else lookups.store(call, own, store)
    if found is None:
        raise Invalid("rfp location", f"the subscriber has no location {location_id or store}")
    return found


def _order(call: Call, location_id: int) -> int | None:
    """The work order that is named; it is at the location."""
    wrong, given = "rfp order", call.body.get("WorkOrderId", 0)
    if not given:
        return None
    order = access.order_with(call, given, bad=wrong, unknown=wrong, location=wrong)
    if order["LocationId"] != location_id:
        raise Invalid("rfp order", f"work order {given} is at another location")
    return int(order["Id"])


@operation("assignRfp")
def assign_rfp(call: Call) -> Reply:
    """Ask another provider; the RFP waits again."""
    rfp = proposals.load_rfp(call, call.path["rfpId"])
    provider = _provider(call)
    if not _is_let_in(call, provider["Id"]):
        raise Invalid("rfp provider", f"provider {provider['Id']} is not let in")
    rfp |= {
        "ProviderId": provider["Id"],
        "ProviderEmail": _email(call, "ProviderEmail", provider),
        "Status": "Open",
        "UpdatedDate": call.stamp,
    }
    return Reply({"id": rfp["Id"]}, changes={"rfps": [rfp]})


@operation("deleteRfp")
def delete_rfp(call: Call) -> Reply:
    return _deleted(call, [proposals.load_rfp(call, call.path["id"])])


@operation("deleteRfpsOfLocation")
def delete_rfps_of_location(call: Call) -> Reply:
    """All RFPs of a number at a location; numbers are not one of a kind."""
    number, location_id = call.path["number"], call.path["locationId"]
    found = [
        rfp
        for rfp in proposals.visible(call, "rfps")
        if rfp["Number"] == number and rfp["LocationId"] == location_id
    ]
    if not found:
        raise NotFound("rfps", f"no RFP {number} at location {location_id}")
    return _deleted(call, found)


def _deleted(call: Call, rfps: list[Record]) -> Reply:
    """Raises Conflict while a proposal for one of them is approved; the proposals stay."""
    answers = [row for rfp in rfps for row in call.records.find("proposals", RfpId=rfp["Id"])]
    if any(row["Status"]["Primary"] == proposal_rules.APPROVED for row in answers):
        raise Conflict("rfp approved", "one of the proposals is approved")
    for row in answers:
        row |= {"RfpId": None, "UpdatedDate": call.stamp}
    return Reply(
        None, 204, changes={"proposals": answers}, removes={"rfps": [rfp["Id"] for rfp in rfps]}
    )
