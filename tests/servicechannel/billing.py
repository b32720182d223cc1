"""Invoices in tests: orders of the demo world that can be invoiced, and short ways to ask."""

import httpx2

from tests.servicechannel import demo
from tests.world import Api, Emulator, Json

#: Norwell's work orders for Larkfield that are billable, and one of its for Juniper.
COMPLETED, CONFIRMED, JUNIPERS = 106746300, 106687713, 106619146
#: Tidewell's, in Vancouver, for Juniper.
CANADIAN = 106729604
#: Larkfield's and Juniper's records of invoicerequirements.
ASKS, JUNIPER_ASKS = 501, 502
#: Invoices of the demo world, by status.
VOIDED, PAID, OPEN, APPROVED, REJECTED = 98120416, 98120417, 98120418, 98120419, 98120420
#: The work orders of PAID and OPEN.
PAID_ORDER, OPEN_ORDER = 106205501, 106261664
UNKNOWN = 97000001
NUMBER = "INV20418"
RIGHTS = (401, 504, "API call rejected by security permissions")


def create(api: Api, order: object = COMPLETED, /, **fields: object) -> httpx2.Response:
    """Ask for an invoice of 200 for a work order."""
    body = {"InvoiceNumber": NUMBER, "WoIdentifier": str(order), "InvoiceTotal": 200}
    return api.post("/invoices", body | fields)


def created(api: Api, order: object = COMPLETED, /, **fields: object) -> int:
    """The id of an invoice that must have been made."""
    response = create(api, order, **fields)
    assert response.status_code == 201, response.text
    found: int = response.json()["Id"]
    return found


def invoice(api: Api, invoice_id: int) -> Json:
    """What `GET /invoices/{id}` shows."""
    response = api.get(f"/invoices/{invoice_id}")
    assert response.status_code == 200, response.text
    shown: Json = response.json()
    return shown


def put(api: Api, invoice_id: int, action: str, /, **query: object) -> httpx2.Response:
    """Approve, reject or hold, with what has to be said."""
    params: Json = {"comments": "seen"}
    if action == "approve":
        params |= {"approvalCode": "GL-6120-0134", "category": "REPAIR"}
    return api.request("PUT", f"/invoices/{invoice_id}/{action}", params=params | query)


def pay(api: Api, invoice_id: int, amount: object, /, **fields: object) -> httpx2.Response:
    return api.post(f"/invoices/{invoice_id}/Payment", {"PaymentAmount": amount} | fields)


def asks(emulator: Emulator, row: int = ASKS, /, **changes: object) -> None:
    """Change what a subscriber asks of invoices."""
    emulator.merge("invoicerequirements", demo.record("invoicerequirements", row) | changes)


def number_asked(emulator: Emulator, **changes: object) -> None:
    """Change what Larkfield asks of an invoice's number."""
    wanted = demo.record("invoicerequirements", ASKS)["NumberRequirement"]
    asks(emulator, NumberRequirement=wanted | changes)


def stands(emulator: Emulator, invoice_id: int, status: str, **changes: object) -> None:
    """Give an invoice of the demo world another status."""
    emulator.change("invoices", invoice_id, Status=status, **changes)
