"""Proposals, their forms and approval levels, and RFPs."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, NO_PERMISSIONS, Row

EMPTY = Row(400, 503, "Request is empty or null")
UI = "Proposal form is not supported via API. Please use the UI instead"

WORDING: Mapping[str, Row] = {
    "proposals": Row(400, 502, "Proposal not found"),
    "rfps": Row(400, 502, "RFP not found"),
    "bad request": Row(400, 400, "Bad Request"),
    "bad proposal": Row(400, 503, "Invalid proposal identifier"),
    "bad status list": Row(400, 503, INCORRECT),
    "bad wo identifier": Row(400, 503, "Invalid WO identifier"),
    "nothing to reject": Row(400, 502, "Proposals to Reject not found"),
    "proposal data": Row(400, 502, "Cannot find proposal data"),
    "no entity type": Row(
        500,
        501,
        "The type 'ServiceChannel.Services.Messaging.Proposals.ProposalCategory' is not an entity"
        " type. Only entity types support $select and $expand.",
    ),
    # moves
    "mlp user": Row(400, 503, "The user is MLP user"),
    "proposal already": Row(400, 503, "The proposal status is already {status}"),
    "proposal finalized": Row(400, 503, "Selected proposal has been finalized"),
    "proposal limit": Row(400, 100, "Proposal amount exceeds user's NTE limit"),
    "proposal without order": Row(
        400, 503, "Cannot Approve Proposal that is not assigned to Work Order"
    ),
    "proposal invoiced": Row(
        400,
        503,
        "Cannot Approve Proposal. The Work Order this proposal is linked to has already been"
        " invoiced",
    ),
    "no rejection reason": Row(400, 503, "Proposal requires a Reason for Rejection"),
    "no rejections": EMPTY,
    "proposal twice": Row(400, 503, "The request contains proposals with the same Proposal ID"),
    "no rejecting": Row(400, 100, "User has no rights to perform this action"),
    "bad proposal id": Row(400, 502, "Wrong Proposal Id"),
    "no mlp proposal": Row(400, 502, "Proposal is not MLP and cannot be rejected by an MLP user"),
    "proposal rejected": Row(400, 502, "Proposal is already rejected"),
    "proposal has no order": Row(400, 502, "Proposal not has WO"),
    "other order": Row(400, 502, "Proposals are linked to a different Work Order"),
    "proposal approved": Row(400, 503, "Proposal already approved"),
    "proposal order": Row(400, 917, "Invalid WO Identifier"),
    "order mismatch": Row(400, 503, "Workorder doesn't match"),
    "assignee": Row(400, 503, "Wrong User Id"),
    "assignee rights": Row(400, 503, "Selected user has no required rights"),
    "assignee access": Row(400, 503, "Selected user doesn't have Location or Trade access"),
    # escalation and levels
    "no mlp user": Row(400, 503, "The user is not MLP user"),
    "bad action": Row(400, 503, "Invalid Action"),
    "level too low": Row(400, 503, "User level less than Proposal level"),
    "no override": Row(400, 503, "Override flag is false"),
    "no further level": Row(400, 503, "ForwardTo item is empty"),
    "bad order type": Row(400, 503, "Invalid Wo Type"),
    "no own order": Row(400, 503, "Invalid WO Tracking Number in Proposal"),
    "escalation order": Row(400, 503, "Invalid WO Tracking Number"),
    "mlp level": Row(400, 3401, "The level doesn't exist"),
    "mlp assigned": Row(400, 3401, "The user has already been assigned"),
    "mlp location": Row(400, 3401, "The location doesn't exist"),
    # the form
    "proposal author": Row(400, 804, NO_PERMISSIONS),
    "no version": Row(400, 503, "Version is required"),
    "bad version": Row(400, 503, "Template version is incorrect"),
    "form company": Row(400, 503, "User ID does not match the logged-in user's credentials"),
    "form subscriber": Row(400, 503, "SubscriberId is not specified or incorrect"),
    "form provider": Row(400, 503, "ProviderId is not specified or incorrect"),
    "form location": Row(400, 503, "LocationId is not specified or incorrect"),
    "form trade": Row(400, 503, "TradeId is not specified or incorrect"),
    "form currency": Row(400, 503, "Currency is not specified or incorrect"),
    "currency letters": Row(400, 503, "Currencies are represented by 3 letters"),
    "form unsupported": Row(400, 503, UI),
    "number too long": Row(400, 503, "Proposal number length exceeds 30 symbols"),
    "number taken": Row(400, 503, "This proposal number already exists"),
    "no project text": Row(400, 503, "Project Description is required"),
    "project text too long": Row(400, 503, "Project Description length exceeds 4000 symbols"),
    "no emails": Row(400, 503, "NotificationEmails is required"),
    "bad emails": Row(400, 503, "Incorrect email(s)"),
    "too many emails": Row(400, 503, "The limit for email addresses in a field is 50"),
    "no amount": Row(400, 503, "No proposal amount has been deposited"),
    "block missing": Row(400, 503, "{block} is required"),
    "bad materials answer": Row(400, 503, "MaterialsAnswer is not specified or incorrect"),
    "bad unit": Row(400, 503, "Unit is not specified or incorrect"),
    "line unnamed": Row(400, 503, "{block} has empty descriptions"),
    "line without total": Row(400, 503, "Total is required in {block}"),
    "negative line": Row(400, 503, "{block} cannot be negative"),
    "bad labor": Row(400, 503, "Invalid description in installationLabor"),
    "bad freight": Row(400, 503, "Freight decimal part exceeds two digits"),
    # RFPs
    "rfp provider": Row(400, 503, "Provider is not valid"),
    "rfp trade": Row(400, 503, "TradeId is not valid"),
    "rfp text": Row(400, 503, "Empty Description"),
    "rfp place": Row(400, 503, "Empty Location or Store ID"),
    "rfp location": Row(400, 503, "Invalid location Id for current user"),
    "rfp contract": Row(
        400, 503, "Active contract for current trade, provider, locationId not found"
    ),
    "rfp email": Row(400, 503, "Empty E-Mail address ('ProposalNotificationEmail')"),
    "rfp provider email": Row(400, 503, "Empty Provider E-Mail address ('ProviderEmail')"),
    "rfp access": Row(
        401, 504, "User does not have Location or Trade access to perform this operation"
    ),
    "rfp approved": Row(400, 503, "RFP can only be deleted, if none of the proposals are approved"),
    "bad date": Row(400, 503, INCORRECT),
    "rfp order": Row(400, 503, INCORRECT),
}

#: Operations whose document words a body that cannot be read.
READ_BODIES = (
    "approveProposal", "rejectProposal", "rejectProposals", "holdProposal", "openProposal",
    "assignProposalWorkOrder", "assignProposalUser", "escalateProposal", "removeRfpProject",
    "assignProposalProject", "getProposalsWithoutRfp", "getProposalsOfWorkOrder",
    "getUsersOfApprovalLevel", "addUserToApprovalLevel", "removeUserFromApprovalLevel",
    "addLocationToApprovalUser", "removeLocationFromApprovalUser", "validateApprovalUserRemoval",
    "createRfp", "assignRfp", "getProposalRecipients",
)  # fmt: skip

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    **{operation: {"Malformed": EMPTY} for operation in READ_BODIES},
    "searchProposals": {"Malformed": Row(400, 503, "Request should not be null")},
    "getProposalsToReject": {"Malformed": Row(400, 503, "Invalid WO identifier")},
    "createProposal": {
        "Malformed": Row(400, 503, "JSON is invalid or corrupted"),
        "form subscriber": Row(400, 503, "SubscriberId is required"),
        "form provider": Row(400, 503, "ProviderId is required"),
        "form location": Row(400, 503, "LocationId is required"),
        "form currency": Row(400, 503, "Currency type is incorrect"),
    },
}
