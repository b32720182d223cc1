"""Invoices: their creation, approval and payment, what subscribers set up for them, GL codes."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    # the work order
    "invoice exists": Row(400, 1105, "Invoice exists"),
    "not billable": Row(
        400,
        904,
        "Invalid WO Status. WO must be in 'COMPLETED' status with empty extended status or"
        " 'COMPLETED' status with 'CONFIRMED' extended status",
    ),
    "automatic invoice": Row(400, 1111, "This invoice is set to auto-invoice"),
    "never completed": Row(400, 1109, "Completed Date is null"),
    "location without state": Row(400, 607, "Empty Location State"),
    "unknown currency": Row(400, 1115, "Work order currency not found"),
    # number, dates and texts
    "blank invoice number": Row(400, 1127, "Invalid Invoice Number"),
    "invoice number": Row(400, 1180, "Invoice Number is not correct: {comment}"),
    "duplicate invoice number": Row(400, 1107, "Duplicate Invoice number"),
    "invoiced before completion": Row(400, 1110, "Invoice Date < Completed Date"),
    "invoice too old": Row(400, 1121, "Invoice Date is older than {days} day(s) from today"),
    "invoice too new": Row(400, 1122, "Invoice Date is greater than {days} day(s) from today"),
    "invoice text": Row(400, 1163, "Resolution text required in Invoice Text field"),
    "dispute unexplained": Row(400, 1198, "The explanation of Dispute status is empty"),
    "vendor payee": Row(400, 11992, "Vendor Id is not valid"),
    # lines
    "skill level": Row(400, 1194, "Invoice labor skill level is invalid (should be from 1 to 3)"),
    "labor type": Row(400, 1195, "Invoice labor type is invalid (should be from 1 to 3)"),
    "technicians": Row(400, 1196, "Invoice technician quantity is invalid (should be > 0)"),
    "negative labor": Row(400, 11933, "Negative amounts in Labor Line Items not allowed"),
    "material description": Row(400, 1123, "Invoice material description length overflow"),
    "part number": Row(400, 1124, "Invoice material part number length overflow"),
    "unit type": Row(400, 1159, "Invoice material unit type is invalid (should be from 1 to 7)"),
    "negative material": Row(400, 11932, "Negative amounts in Material Line Items not allowed"),
    "negative travel": Row(400, 11931, "Negative amounts in Travel Line Items not allowed"),
    "negative other": Row(400, 1193, "Negative amounts in Other Line Items not allowed"),
    # amounts, taxes and the total
    "labor lines": Row(400, 1151, "Labor Line Items Required"),
    "material lines": Row(400, 1152, "Material Line Items Required"),
    "labor amount": Row(400, 1119, "Invoice labor amount is not equals summary labor items"),
    "material amount": Row(
        400, 1120, "Invoice material amount is not equals summary material items amounts"
    ),
    "other description": Row(400, 1100, "Invalid Other Amount Description"),
    "untaxed state": Row(400, 1126, "Sales Tax should be 0 - {state} location"),
    "tax validation": Row(400, 1125, "Tax validation error: {problem}"),
    "tax not supported": Row(
        400,
        11260,
        "Tax not supported for this client. For exceptions use ServiceChannel website",
    ),
    "no gst here": Row(400, 1135, "Locations can't have GST tax"),
    "no tax2 here": Row(
        400,
        1136,
        "Locations can't have tax2. Only invoices for Canadian Locations can have the Tax2Details"
        " array. Tax2Details is only applicable for invoices of locations in countries that have"
        " some form of a value-added tax",
    ),
    "tax2 name": Row(400, 1101, "Invalid Tax2 name"),
    "no breakdown": Row(400, 1146, "Invoice doesn't have Taxes Breakdown"),
    "wrong breakdown": Row(400, 1147, "Invoice Taxes Breakdown has incorrect sum"),
    "no total": Row(400, 1108, "Total is null"),
    "wrong total": Row(400, 1103, "Invalid Total"),
    "above nte": Row(400, 1104, "Invoice Total > NTE"),
    # approval
    "invoices": Row(400, 502, "Wrong Invoice Id"),
    "invoice status": Row(400, 503, INCORRECT),
    "multilevel approval": Row(400, 503, "MLI(Multilevel Invoice Approval) enabled"),
    "no mail": Row(409, 6018, "Email was not sent"),
    "approval text": Row(400, 503, INCORRECT),
    "invoice category": Row(400, 503, INCORRECT),
    # payment
    "no payer": Row(403, 100, "User has no rights to perform this action"),
    "paid too early": Row(400, 1178, "Invoice cannot be paid before invoice dates"),
    "already paid": Row(400, 1178, "Invoice has already paid"),
    "not approved": Row(400, 1178, "Only approved invoices may pay"),
    "payment above": Row(400, 1178, "Payment amount exceeds the actual amount"),
    "payment of nothing": Row(400, 1178, "Payment amount should be more than zero"),
    "payment not allowed": Row(400, 1178, "Pay not allowed for this subscriber"),
    "payment number": Row(400, 1178, "Payment number cannot exceed 100 characters"),
    "bad payment": Row(400, 503, "Request is invalid"),
    "no invoice id": Row(400, 1178, "No invoice ID"),
    "no order to pay": Row(400, 2602, "Invalid WO Tracking Number"),
    "no payments": Row(400, 503, "Request is empty or null"),
    # what subscribers set up
    "no contract": Row(400, 503, "The provider has no contract with the requested subscriber"),
    "no access to subscriber": Row(
        400, 503, "No access. Please check if the SubscriberId is valid"
    ),
    "other charge category": Row(400, 503, "Invalid category name"),
    # GL codes
    "gl subscriber": Row(400, 401, "Invalid subscriber id"),
    "gl location": Row(400, 606, "Location is not found"),
    "gl trade": Row(400, 704, "Invalid trade value for the subscriber"),
    "gl category": Row(400, 705, "Invalid category value for the subscriber"),
    "gl code exists": Row(400, 706, "GL Code already exists"),
    "gl code unknown": Row(400, 707, "GL Code does not exist"),
    "gl code of nothing": Row(400, 708, "At least one field trade/category/location is required"),
    "gl code asked for nothing": Row(400, 503, "Request is empty or null"),
}

INVALID_REQUEST = {"Malformed": Row(400, 503, "Request is invalid")}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "createInvoice": {
        "Malformed": Row(400, 503, "Request should not be null"),
        "bad tracking number": Row(400, 917, "Invalid Tracking Number"),
    },
    "payInvoice": INVALID_REQUEST,
    "payInvoiceOfWorkOrder": INVALID_REQUEST,
    "payInvoices": {
        "Malformed": Row(400, 503, "Request is empty or null"),
        "no payer": Row(403, 100, "User has no permissions to perform this action"),
        "paid too early": Row(400, 1178, "Invoice cannot be paid before the invoice creation date"),
        "already paid": Row(400, 1178, "Invoice has already been paid"),
        "not approved": Row(400, 1178, "Only approved invoices may be paid"),
        "payment above": Row(400, 1178, "Payment amount exceeds the actual invoice amount"),
        "payment not allowed": Row(400, 1178, "Payment is not allowed for this subscriber"),
    },
}
