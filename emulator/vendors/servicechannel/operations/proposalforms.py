"""Creating proposals: the form, and what is filed with it."""

import json

from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    lookups,
    proposal_forms,
    proposal_rules,
    reach,
    records,
    sight,
)
from emulator.vendors.servicechannel import proposal_records as proposals


@operation("checkProposalCreation")
def check_proposal_creation(call: Call) -> Reply:
    """The form, if a proposal can be made for these companies, this location and trade."""
    asked = call.query
    _check_author(call)
    _check_places(call, asked)
    names = ("subscriberId", "providerId", "locationId", "tradeId", "currency")
    form = proposal_forms.blank(*(asked[name] for name in names))
    return Reply(
        form if call.switches["proposal_template"] == "object" else _text(json.dumps(form))
    )


@operation("createProposal")
def create_proposal(call: Call) -> Reply:
    """File a proposal; it answers an RFP that waits for it."""
    form = call.body
    _check_author(call)
    proposal_forms.check_version(form)
    _check_places(call, form)
    proposal_forms.check_texts(form)
    proposal_forms.check_blocks(form)
    number = form.get("proposalNumber", "").strip()
    if number and call.records.count("proposals", ProviderId=form["providerId"], Number=number):
        raise Invalid("number taken", f"the provider has a proposal {number}")
    proposal = _made(call, form, number)
    rfp = _answered(call, proposal)
    if rfp is None:
        created = Event("ProposalCreated", "proposals", proposal)
        return Reply(_text(proposal["Id"]), changes={"proposals": [proposal]}, events=[created])
    return _answering(call, proposal, rfp)


def _text(value: object) -> bytes:
    """A text as JSON."""
    return json.dumps(str(value)).encode()


def _check_author(call: Call) -> None:
    role = call.caller["Role"]
    if role in proposal_rules.NO_AUTHORS:
        raise Forbidden("proposal author", f"{role} makes no proposals")


def _check_places(call: Call, asked: Record) -> None:
    """Raises Invalid unless the companies work together and have the location and the trade."""
    subscriber, provider = asked.get("subscriberId"), asked.get("providerId")
    if call.records.get("subscribers", subscriber or 0) is None:
        raise Invalid("form subscriber", f"no subscriber {subscriber}")
    if call.records.get("providers", provider or 0) is None:
        raise Invalid("form provider", f"no provider {provider}")
    pair = {"SubscriberId": subscriber, "ProviderId": provider}
    if not sight.is_theirs(call.caller, pair):
        raise Invalid("form company", "the caller is of neither company")
    place = {"LocationId": asked.get("locationId"), "TradeId": asked.get("tradeId")}
    if not lookups.row(call, "locations", subscriber, place["LocationId"]):
        raise Invalid("form location", f"the subscriber has no location {place['LocationId']}")
    if not lookups.row(call, "trades", subscriber, place["TradeId"]):
        raise Invalid("form trade", f"the subscriber has no trade {place['TradeId']}")
    if not sight.is_within(call.caller, place):
        raise Invalid("form location", "the user has no access to the location or the trade")
    proposal_forms.check_currency(str(asked.get("currency") or ""))
    if not reach.are_partners(call, subscriber, provider):
        raise Invalid("form unsupported", "the companies do not work together")


def _made(call: Call, form: Record, number: str) -> Record:
    """The record of a form that is right."""
    categories = proposal_forms.categories(form)
    proposal_id = call.records.next_id("proposals")
    return {
        "Id": proposal_id,
        "Number": number or f"pr{proposal_id}",
        "SubscriberId": form["subscriberId"],
        "ProviderId": form["providerId"],
        "LocationId": form["locationId"],
        "TradeId": form["tradeId"],
        "Trade": call.load("trades", form["tradeId"])["Name"],
        "WorkOrderId": None,
        "RfpId": None,
        "ProjectId": None,
        "Description": form["description"].strip(),
        "Comments": "",
        "CurrencyAlphabeticalCode": form["currency"],
        "Amount": proposal_forms.amount(categories),
        "Categories": categories,
        "Status": {"Primary": proposal_rules.OPEN, "Extended": ""},
        "StatusDate": call.stamp,
        "StatusBy": call.caller["FullName"],
        "CreatedDate": call.stamp,
        "CreatedById": call.caller["Id"],
        "UpdatedDate": call.stamp,
        "AssignedToId": None,
        "ScheduledDate": None,
        "NotificationEmails": form["notificationEmails"],
        "RejectReasonId": None,
        "LevelId": None,
    }


def _answered(call: Call, proposal: Record) -> Record | None:
    """The oldest RFP that waits for such a proposal."""
    if not call.switches["proposal_answers_rfp"]:
        return None
    same = {n: proposal[n] for n in ("SubscriberId", "ProviderId", "LocationId", "TradeId")}
    waiting = call.records.find("rfps", **same, Status="Open")
    return min(waiting, key=lambda rfp: (rfp["CreatedDate"], rfp["Id"]), default=None)


def _answering(call: Call, proposal: Record, rfp: Record) -> Reply:
    """The reply to a proposal for an RFP, and for its work order where it has one."""
    proposal |= {"RfpId": rfp["Id"], "ProjectId": rfp["ProjectId"]}
    order = call.records.get("workorders", rfp["WorkOrderId"] or 0)
    if order is not None and order["ProviderId"] == proposal["ProviderId"]:
        proposal["WorkOrderId"] = order["Id"]
    rfp |= {"Status": "Responded", "UpdatedDate": call.stamp}
    changes = {"proposals": [proposal], "rfps": [rfp]}
    created = Event("ProposalCreated", "proposals", proposal)
    if order is None or proposal["WorkOrderId"] is None:
        return Reply(_text(proposal["Id"]), changes=changes, events=[created])
    moved, events = proposals.move_order(call, order, proposal_rules.WAITING_FOR_APPROVAL)
    said = f"Proposal <b>{proposal['Number']}</b> was created. {moved}".strip()
    body = _text(proposal["Id"])
    return records.changed(call, order, said, created, *events, body=body, more=changes)
