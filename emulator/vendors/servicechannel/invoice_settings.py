"""What a subscriber has set up for invoices; without a record of its own nothing is asked for."""

from collections.abc import Mapping

from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.invoice_rules import Format

#: Charges whose lines a subscriber can ask for, by trade and by category.
ITEMIZED = ("Labor", "Materials", "Travel", "Other")
DEFAULTS: Mapping[str, object] = {
    "DaysBeforePostingDate": None,
    "MaxDaysAfterPostingDate": None,
    "RequireResolutionText": False,
    "RequireApprovalText": False,
    "IsInvoiceNegativeFeatureEnabled": False,
    **{f"{charge}TradeIds": [] for charge in ITEMIZED},
    **{f"{charge}CategoryIds": [] for charge in ITEMIZED},
    "IsProviderAbleToAddSalesTax": True,
    "RequireProviderDigitalCopy": False,
    "NumberRequirement": None,
    "OtherChargeOptions": [],
    "IsMultilevelApprovalEnabled": False,
    "IsPaymentAllowed": True,
}


def settings(call: Call, subscriber_id: int) -> Record:
    """A subscriber's record of `invoicerequirements`, or what counts without one."""
    found = call.records.find("invoicerequirements", SubscriberId=subscriber_id)
    return found[0] if found else {**DEFAULTS, "SubscriberId": subscriber_id}


def number_format(asked: Record) -> Format:
    """What the subscriber asks of an invoice's number; nothing without a requirement."""
    wanted = asked["NumberRequirement"]
    if wanted is None:
        return Format("None")
    return Format(wanted["RestrictionType"], wanted["Pattern"], wanted["Comment"])


def itemizes(asked: Record, order: Record, charge: str) -> bool:
    """Whether a charge has to come with lines on a work order of this trade and category."""
    return (
        order["TradeId"] in asked[f"{charge}TradeIds"]
        or order["CategoryId"] in asked[f"{charge}CategoryIds"]
    )


def check_single_level(call: Call, subscriber_id: int) -> None:
    """Raises Conflict where invoices are approved on several levels, which is done elsewhere."""
    if settings(call, subscriber_id)["IsMultilevelApprovalEnabled"]:
        raise Conflict("multilevel approval", "the subscriber approves on several levels")
