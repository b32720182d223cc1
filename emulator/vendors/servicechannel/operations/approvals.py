"""What a subscriber's user makes of an invoice: approved, rejected, on hold, of another GL code."""

import re

from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    invoice_access,
    invoice_rules,
    invoice_settings,
    lookups,
    records,
)

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def _to_move(call: Call, action: str) -> tuple[Record, str]:
    """The invoice of the path, and the status that an action gives it."""
    invoice = invoice_access.editable(call, call.path["invoiceId"])
    invoice_rules.check_limit(invoice["InvoiceTotal"], call.caller["InvoiceLimit"])
    invoice_settings.check_single_level(call, invoice["SubscriberId"])
    return invoice, invoice_rules.moved(invoice["Status"], action)


@operation("approveInvoice")
def approve_invoice(call: Call) -> Reply:
    """Approve an invoice under an approval code and a category."""
    invoice, status = _to_move(call, "approve")
    asked = invoice_settings.settings(call, invoice["SubscriberId"])
    comments, code = call.query["comments"], call.query["approvalCode"]
    if asked["RequireApprovalText"] and not comments.strip():
        raise Invalid("approval text", "the subscriber wants a comment on every approval")
    category = _category(call, invoice["SubscriberId"], call.query["category"])
    changed = ("InvoiceApprovalCodeChanged",) if code != invoice["ApprovalCode"] else ()
    invoice |= {
        "ApprovalCode": code,
        "Category": category,
        "Comments": comments or None,
        "ApprovedDate": call.stamp,
    }
    return invoice_access.moved(call, invoice, status, *changed)


def _category(call: Call, subscriber: int, named: str) -> str:
    """The name of one of the subscriber's categories.  Raises Invalid for any other."""
    found = lookups.row(call, "categories", subscriber, None, named)
    if found is None:
        raise Invalid("invoice category", f"the subscriber has no category {named!r}")
    return str(found["Name"])


@operation("rejectInvoice")
def reject_invoice(call: Call) -> Reply:
    """Reject an invoice; its work order can be invoiced again."""
    invoice, status = _to_move(call, "reject")
    _check_mail(call, invoice)
    comments = call.query["comments"]
    invoice |= {"Comments": comments or None, "RejectionReason": comments or None}
    return invoice_access.moved(call, invoice, status)


def _check_mail(call: Call, invoice: Record) -> None:
    """Raises Conflict for a mail that could not be sent: there is none to send it to."""
    emails = call.query.get("additionalEmails", "")
    to = [address.strip() for address in re.split("[;,]", emails) if address.strip()]
    if call.query.get("isNotifyProvider"):
        to.append(call.load("providers", invoice["ProviderId"])["Email"])
    for address in to:
        if not ADDRESS.fullmatch(address):
            raise Conflict("no mail", f"{address!r} is no address")


@operation("holdInvoice")
def hold_invoice(call: Call) -> Reply:
    """Put an invoice on hold."""
    invoice, status = _to_move(call, "hold")
    invoice |= {"Comments": call.query["comments"] or None}
    return invoice_access.moved(call, invoice, status)


@operation("updateInvoiceGlCode")
def update_invoice_gl_code(call: Call) -> Reply:
    """Change the category, approval code, project or further codes of an invoice.

    What says nothing of them changes nothing.
    """
    invoice = invoice_access.editable(call, call.path["invoiceId"])
    given, told = call.body, []
    if not given:
        return Reply()
    if "Category" in given:
        invoice["Category"] = _category(call, invoice["SubscriberId"], given["Category"])
    if "ProjectId" in given:
        invoice["ProjectId"] = given["ProjectId"]
    if "ApprovalCode" in given:
        invoice["ApprovalCode"] = given["ApprovalCode"]
        told.append("InvoiceApprovalCodeChanged")
    if "AdditionalApprovalCodes" in given:
        invoice["AdditionalApprovalCodes"] = [
            _code(row) for row in given["AdditionalApprovalCodes"]
        ]
        told.append("InvoiceAdditionalApprovalCodesChanged")
    invoice["UpdatedDate"] = call.stamp
    order = call.load("workorders", invoice["WorkOrderId"])
    said = f"Codes of invoice <b>{invoice['Number']}</b> changed."
    events = [Event(kind, "invoices", invoice) for kind in told]
    return records.changed(call, order, said, *events, more={"invoices": [invoice]})


def _code(row: Record) -> Record:
    return {
        "Header": row.get("Header") or "",
        "Value": row.get("Value") or "",
        "SetupId": int(row.get("SetupId") or 0),
    }
