"""Making an invoice: what comes of it, and what is kept."""

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.billing import create, created, invoice
from tests.world import Api, Emulator, Json

LINES: Json = {
    "InvoiceTotal": 437.5,
    "InvoiceTax": 17.5,
    "InvoiceAmountsDetails": {"LaborAmount": 240, "MaterialAmount": 180},
    "Labors": [{"HourlyRate": 120, "Hours": 2}],
    "Materials": [{"Description": "Actuator", "UnitPrice": "180", "Quantity": 1, "Amount": 180}],
}


def test_an_invoice_is_created_under_a_new_id(provider: Api) -> None:
    first, second = create(provider), create(provider, billing.CONFIRMED, InvoiceNumber="A1")
    assert (first.status_code, first.json()) == (201, {"Id": 98120421})
    assert (second.status_code, second.json()) == (201, {"Id": 98120422})


@pytest.mark.parametrize(
    ("said", "names"), [("Id", ["Id"]), ("id", ["id"]), ("both", ["Id", "id"])]
)
def test_how_the_id_is_called_is_a_switch(
    emulator: Emulator, provider: Api, said: str, names: list[str]
) -> None:
    emulator.switch(invoice_created_body=said)
    assert list(create(provider).json()) == names


def test_a_new_invoice_is_open_and_of_its_work_order(provider: Api) -> None:
    shown = invoice(provider, created(provider, Terms="Net 30", InvoiceText="Bearings"))
    assert (
        shown.items()
        >= {
            "Number": billing.NUMBER,
            "InvoiceNumber": billing.NUMBER,
            "Status": "OPEN",
            "WoTrackingNumber": billing.COMPLETED,
            "SubscriberId": demo.LARKFIELD,
            "ProviderName": "Norwell HVAC",
            "InvoiceTotal": 200.0,
            "InvoiceBalance": 200.0,
            "Subtotal": 200.0,
            "InvoiceDate": "2026-06-15T12:00:00Z",
            "PostedBy": "nwhvac.admin",
            "Trade": "HVAC",
            "Category": {"Name": "REPAIR"},
            "Currency": {"AlphabeticalCode": "USD", "Rate": 0.0},
            "Terms": "Net 30",
            "Description": "Bearings",
        }.items()
    )
    assert [step["Status"] for step in shown["StatusHistoryShort"]] == ["OPEN"]


def test_its_work_order_is_invoiced_and_stays_completed_since_then(provider: Api) -> None:
    before = demo.order_of(provider, billing.CONFIRMED)
    created(provider, billing.CONFIRMED)
    after = demo.order_of(provider, billing.CONFIRMED)
    assert after["Status"] == {"Primary": "INVOICED", "Extended": "", "CanCreateInvoice": False}
    assert after["IsInvoiced"] is True
    assert after["CompletedDate"] == before["CompletedDate"]


def test_a_profile_leaves_the_work_orders_status(emulator: Emulator, provider: Api) -> None:
    emulator.switch(invoice_moves_status=False)
    response = create(provider, billing.CONFIRMED)
    after = demo.order_of(provider, billing.CONFIRMED)
    assert (after["Status"]["Extended"], after["IsInvoiced"]) == ("CONFIRMED", True)
    assert "WorkOrderStatusChanged" not in demo.events(emulator, response)


def test_nobody_checks_in_on_an_invoiced_work_order(provider: Api) -> None:
    created(provider)
    refused = demo.refusal(demo.check_in(provider, billing.COMPLETED))
    assert refused == (400, 924, "Work order has been invoiced and cannot be changed")


def test_it_tells_of_the_invoice_and_of_the_work_order(emulator: Emulator, provider: Api) -> None:
    assert demo.events(emulator, create(provider)) == [
        "InvoiceCreated",
        "InvoiceOpen",
        "WorkOrderStatusChanged",
        "WorkOrderNoteAdded",
    ]


def test_a_system_note_names_the_invoice(provider: Api) -> None:
    created(provider)
    (note, *_) = demo.notes(provider, billing.COMPLETED)
    assert note["NoteData"] == (
        "Invoice <b>INV20418</b> created. Work order status changed from <b>COMPLETED</b> to"
        " <b>INVOICED</b>."
    )
    assert note["NoteType"] == "SystemNote"


def test_a_disputed_invoice_starts_disputed(emulator: Emulator, provider: Api) -> None:
    response = create(provider, SubmitDisputed=True, ExplainDispute="Agreed by phone")
    assert "InvoiceDisputed" in demo.events(emulator, response)
    shown = invoice(provider, response.json()["Id"])
    assert (shown["Status"], shown["DisputeReason"]) == ("DISPUTED", "Agreed by phone")


def test_lines_are_kept_with_what_was_left_out_filled_in(provider: Api) -> None:
    shown = invoice(provider, created(provider, billing.CONFIRMED, **LINES))
    (labor,), (material,) = shown["Labors"], shown["Materials"]
    assert labor == {
        "Id": 1,
        "InvoiceId": shown["Id"],
        "SkillLevel": 2,
        "LaborType": 1,
        "NumOfTech": 1,
        "HourlyRate": 120.0,
        "Hours": 2.0,
        "Amount": 240.0,
        "AgreedRate": 112.0,
        "IsRateDiscrepancy": True,
    }
    assert (material["UnitPrice"], material["IsMarkUpDiscrepancy"]) == (180.0, False)
    assert (shown["Subtotal"], shown["WithMismatchedRates"]) == (420.0, True)
    assert shown["InvoiceAmountsDetails"]["TravelAmount"] == 0.0


def test_two_taxes_in_canada(emulator: Emulator) -> None:
    tidewell = emulator.login("tidewell.office")
    taxes = {
        "InvoiceText": "Trap pumped",
        "InvoiceTotal": 560,
        "InvoiceTax": 25,
        "InvoiceAmountsDetails": {"LaborAmount": 500},
        "Labors": [{"NumOfTech": 1, "HourlyRate": 100, "Hours": 5}],
        "InvoiceTaxesDetails": {"LaborTax": 25},
        "Tax2Details": {"Tax2Amount": 35, "Tax2Name": "PST"},
    }
    shown = invoice(tidewell, created(tidewell, billing.CANADIAN, **taxes))
    assert shown["Tax2Details"] == {"Tax2Amount": 35.0, "Tax2Name": "PST"}
    assert shown["InvoiceTaxesDetails"]["LaborTax"] == 25.0
    assert shown["Currency"]["AlphabeticalCode"] == "CAD"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"InvoiceDate": "2026-06-10T08:00:00Z"}, "2026-06-10T08:00:00Z"),
        ({"InvoiceDateDTO": "2026-06-10T08:00:00-05:00"}, "2026-06-10T13:00:00Z"),
        (
            {"InvoiceDate": "2026-06-01T08:00:00Z", "InvoiceDateDTO": "2026-06-10T08:00:00Z"},
            "2026-06-10T08:00:00Z",
        ),
    ],
    ids=["UTC", "with an offset", "both"],
)
def test_the_date_is_the_invoices_own(provider: Api, sent: Json, expected: str) -> None:
    assert invoice(provider, created(provider, **sent))["InvoiceDate"] == expected


@pytest.mark.parametrize(
    "named",
    [billing.COMPLETED, str(billing.COMPLETED), " 106746300 "],
    ids=["number", "text", "blanks"],
)
def test_a_work_order_is_named_by_its_tracking_number(provider: Api, named: object) -> None:
    response = provider.post(
        "/invoices", {"InvoiceNumber": 4711, "WoIdentifier": named, "InvoiceTotal": "12.5"}
    )
    shown = invoice(provider, response.json()["Id"])
    assert (shown["WoTrackingNumber"], shown["Number"]) == (billing.COMPLETED, "4711")


def test_a_provider_may_name_the_work_order_number(emulator: Emulator, provider: Api) -> None:
    emulator.change("workorders", billing.COMPLETED, Number="WO-77")
    shown = invoice(provider, created(provider, "WO-77"))
    assert shown["WoTrackingNumber"] == billing.COMPLETED


def test_a_subscriber_may_name_the_purchase_number(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("workorders", billing.COMPLETED, Number="WO-77", PurchaseNumber="PO-9")
    shown = invoice(subscriber, created(subscriber, "PO-9"))
    assert (shown["WoTrackingNumber"], shown["PostedBy"]) == (
        billing.COMPLETED,
        "larkfield.facilities",
    )
    assert demo.refusal(create(subscriber, "WO-77"))[1] == 917


def test_the_newest_of_several_work_orders_counts(emulator: Emulator, provider: Api) -> None:
    for order in (billing.COMPLETED, billing.CONFIRMED):
        emulator.change("workorders", order, Number="WO-77")
    shown = invoice(provider, created(provider, "WO-77"))
    assert shown["WoTrackingNumber"] == billing.COMPLETED


def test_the_number_of_a_rejected_invoice_may_be_used_again_where_that_is_set(
    emulator: Emulator, provider: Api
) -> None:
    assert demo.refusal(create(provider, InvoiceNumber="NW104377"))[1] == 1107
    billing.number_asked(emulator, ReuseInvoiceNumber=True)
    assert create(provider, InvoiceNumber="NW104377").status_code == 201
    assert demo.refusal(create(provider, billing.CONFIRMED, InvoiceNumber="NW104377"))[1] == 1107


def test_another_provider_may_use_the_same_number(emulator: Emulator, provider: Api) -> None:
    created(provider)
    sparrow = emulator.login("sparrow.office")
    assert create(sparrow, 106798139).status_code == 201


def test_unset_fields_and_unknown_ones_do_not_matter(provider: Api) -> None:
    nulls = dict.fromkeys(
        ("InvoiceDate", "InvoiceTax", "InvoiceAmountsDetails", "Labors", "Tax2Details", "VendorId",
         "TaxIncluded", "SubmitDisputed", "InvoiceText")
    )  # fmt: skip
    assert create(provider, **nulls, Labels=["x"]).status_code == 201


def test_amounts_are_held_to_the_cent(provider: Api) -> None:
    line = {"HourlyRate": 55.55, "Hours": 1.5}
    made = created(provider, InvoiceTotal="83.334", Labors=[line],
                   InvoiceAmountsDetails={"LaborAmount": 83.3334})  # fmt: skip
    shown = invoice(provider, made)
    assert (shown["InvoiceTotal"], shown["Subtotal"], shown["InvoiceBalance"]) == (83.33,) * 3
    assert shown["Labors"][0]["Amount"] == 83.33


@pytest.mark.parametrize("above", ["400.01", "400.005"])
def test_a_total_over_the_nte_by_a_cent_is_refused(provider: Api, above: str) -> None:
    assert demo.refusal(create(provider, InvoiceTotal=above)) == (400, 1104, "Invoice Total > NTE")
    assert created(provider, InvoiceTotal="400.004") > 0
