"""What a subscriber asks of invoices, in the shape that ServiceChannel answers."""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views
from emulator.vendors.servicechannel.invoice_rules import COMMENTS, PATTERNS, RESTRICTIONS
from emulator.vendors.servicechannel.invoice_settings import ITEMIZED

PLAIN = (
    "DaysBeforePostingDate", "MaxDaysAfterPostingDate", "RequireResolutionText",
    "RequireApprovalText", "IsInvoiceNegativeFeatureEnabled", "IsProviderAbleToAddSalesTax",
    "RequireProviderDigitalCopy",
)  # fmt: skip
GENERATIONS: Sequence[str] = ("None", "CurrentDate")
REUSES: Sequence[str] = ("No", "Yes")


def general(call: Call, asked: Record) -> Record:
    """`GET /invoices/{subscriberId}/InvoiceRequirements`, but for the subscriber's lists."""
    itemized = {
        f"{charge}{what}": list(asked[f"{charge}{what}"])
        for what in ("TradeIds", "CategoryIds")
        for charge in ITEMIZED
    }
    return views.without_nulls(
        {
            **{name: asked[name] for name in PLAIN},
            "IsInvoiceApprovalCommentFeatureEnabled": asked["RequireApprovalText"],
            "IsInvoiceNumberValidationFeatureEnabled": asked["NumberRequirement"] is not None,
            "IsInvoiceZeroVATEU": False,
            **itemized,
            "NumberRequirementsModel": _numbers(call, asked),
        }
    )


def _numbers(call: Call, asked: Record) -> Record:
    """The choices for invoice numbers, and which one is taken."""
    wanted = asked["NumberRequirement"]
    worded = {str(RESTRICTIONS.index(kind)): kind for kind in COMMENTS}
    shown: Record = {
        "AutoGenerationTypesSelect": _choices(GENERATIONS),
        "RestrictionTypesSelect": _choices(RESTRICTIONS),
        "ReuseInvoiceNumbersSelect": _choices(REUSES),
        "DefaultRestrictionComments": {n: COMMENTS[kind] for n, kind in worded.items()},
        "DefaultRestrictionPatterns": {n: PATTERNS[kind] for n, kind in worded.items()},
    }
    if wanted is None:
        return shown
    who = call.records.get("users", wanted["UpdatedByUserId"]) or {}
    return shown | {
        "InvoiceNumberRequirement": views.without_nulls(
            {
                "Id": asked["Id"],
                "SubscriberId": asked["SubscriberId"],
                "Pattern": wanted["Pattern"] or PATTERNS.get(wanted["RestrictionType"], ""),
                "Comment": wanted["Comment"] or COMMENTS.get(wanted["RestrictionType"], ""),
                "RestrictionType": wanted["RestrictionType"],
                "AutoGenerationType": wanted["AutoGenerationType"],
                "CreatedDate": wanted["CreatedDate"],
                "UpdatedDate": wanted["UpdatedDate"],
                "CreatedByUserId": wanted["UpdatedByUserId"],
                "UpdatedByUserId": wanted["UpdatedByUserId"],
                "CreatedByUser": who.get("UserName"),
                "UpdatedByUser": who.get("UserName"),
                "ReuseInvoiceNumber": int(wanted["ReuseInvoiceNumber"]),
                "IsNew": False,
            }
        )
    }


def _choices(names: Sequence[str]) -> list[Record]:
    return [{"Value": value, "Name": name} for value, name in enumerate(names)]
