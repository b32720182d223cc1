"""Invoices that are refused, each with its code; nothing has changed then."""

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.billing import create
from tests.world import Api, Emulator, Json

EMPTY = (400, 503, "Request should not be null")
NO_ORDER = (400, 917, "Invalid Tracking Number")


def trace(api: Api, order: int = billing.COMPLETED) -> list[object]:
    statistics = api.get("/invoices/statistics?daysPeriod=9999").json()
    return [demo.order_of(api, order), demo.notes(api, order), statistics]


def lines(name: str, amounts: Json, **line: object) -> Json:
    return {"InvoiceAmountsDetails": amounts, name: [line]}


REFUSED: dict[str, tuple[Json, int, str]] = {
    "1127": ({"InvoiceNumber": ""}, 1127, "Invalid Invoice Number"),
    "1180": (
        {"InvoiceNumber": "INV-1"},
        1180,
        "Invoice Number is not correct: Only alphanumeric characters are allowed",
    ),
    "1107": ({"InvoiceNumber": "NW104131"}, 1107, "Duplicate Invoice number"),
    "1110": (
        {"InvoiceDate": "2026-05-13T12:00:00Z"},
        1110,
        "Invoice Date < Completed Date",
    ),
    "1122": (
        {"InvoiceDate": "2026-06-23T12:00:00Z"},
        1122,
        "Invoice Date is greater than 7 day(s) from today",
    ),
    "1198": ({"SubmitDisputed": True}, 1198, "The explanation of Dispute status is empty"),
    "11992": ({"VendorId": 7}, 11992, "Vendor Id is not valid"),
    "1194": (
        lines("Labors", {}, SkillLevel=4),
        1194,
        "Invoice labor skill level is invalid (should be from 1 to 3)",
    ),
    "1195": (
        lines("Labors", {}, LaborType="0"),
        1195,
        "Invoice labor type is invalid (should be from 1 to 3)",
    ),
    "1196": (
        lines("Labors", {}, NumOfTech=0),
        1196,
        "Invoice technician quantity is invalid (should be > 0)",
    ),
    "11933": (
        lines("Labors", {}, Amount=-1),
        11933,
        "Negative amounts in Labor Line Items not allowed",
    ),
    "1123": (
        lines("Materials", {}, Description="x" * 101),
        1123,
        "Invoice material description length overflow",
    ),
    "1124": (
        lines("Materials", {}, PartNum="x" * 101),
        1124,
        "Invoice material part number length overflow",
    ),
    "1159": (
        lines("Materials", {}, UnitType=8),
        1159,
        "Invoice material unit type is invalid (should be from 1 to 7)",
    ),
    "11932": (
        lines("Materials", {}, Amount=-1),
        11932,
        "Negative amounts in Material Line Items not allowed",
    ),
    "11931": (
        lines("Travels", {}, Amount=-1),
        11931,
        "Negative amounts in Travel Line Items not allowed",
    ),
    "1193": (
        lines("Others", {}, Amount=-1),
        1193,
        "Negative amounts in Other Line Items not allowed",
    ),
    "1119": (
        lines("Labors", {"LaborAmount": 200}, Amount=199),
        1119,
        "Invoice labor amount is not equals summary labor items",
    ),
    "1120": (
        lines("Materials", {"MaterialAmount": 200}, Amount=199),
        1120,
        "Invoice material amount is not equals summary material items amounts",
    ),
    "1100": (
        {"InvoiceAmountsDetails": {"OtherAmount": 200}},
        1100,
        "Invalid Other Amount Description",
    ),
    "1125": ({"InvoiceTax": -1}, 1125, "Tax validation error: tax is negative"),
    "1135": (
        {"Tax2Details": {"Tax2Amount": 1, "Tax2Name": "GST"}},
        1135,
        "Locations can't have GST tax",
    ),
    "1147": (
        {"InvoiceTax": 5, "InvoiceTaxesDetails": {"LaborTax": 4}},
        1147,
        "Invoice Taxes Breakdown has incorrect sum",
    ),
    "1108": ({"InvoiceTotal": None}, 1108, "Total is null"),
    "1103": ({"InvoiceAmountsDetails": {"LaborAmount": 199}}, 1103, "Invalid Total"),
    "1104": ({"InvoiceTotal": 400.01}, 1104, "Invoice Total > NTE"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_wrong_is_told_by_its_code(provider: Api, code: str) -> None:
    sent, number, text = REFUSED[code]
    before = trace(provider)
    assert demo.refusal(create(provider, **sent)) == (400, number, text)
    assert trace(provider) == before


ASKED: dict[str, tuple[Json, Json, int, str]] = {
    "1163": (
        {"RequireResolutionText": True},
        {},
        1163,
        "Resolution text required in Invoice Text field",
    ),
    "1121": (
        {"DaysBeforePostingDate": 3},
        {"InvoiceDate": "2026-06-11T12:00:00Z"},
        1121,
        "Invoice Date is older than 3 day(s) from today",
    ),
    "1151": (
        {"LaborTradeIds": [11520]},
        {"InvoiceAmountsDetails": {"LaborAmount": 200}},
        1151,
        "Labor Line Items Required",
    ),
    "1152": (
        {"MaterialsCategoryIds": [7310]},
        {"InvoiceAmountsDetails": {"MaterialAmount": 200}},
        1152,
        "Material Line Items Required",
    ),
    "11260": (
        {"IsProviderAbleToAddSalesTax": False},
        {"InvoiceTax": 5},
        11260,
        "Tax not supported for this client. For exceptions use ServiceChannel website",
    ),
}


@pytest.mark.parametrize("code", ASKED)
def test_what_the_subscriber_asks_for_is_held(emulator: Emulator, provider: Api, code: str) -> None:
    asked, sent, number, text = ASKED[code]
    billing.asks(emulator, **asked)
    assert demo.refusal(create(provider, **sent)) == (400, number, text)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (billing.PAID_ORDER, (400, 1105, "Invoice exists")),
        (demo.VOID, 904),
        (demo.PENDING, 904),
        (demo.ORDER, 904),
        (demo.ON_SITE, 904),
    ],
)
def test_only_billable_work_orders_are_invoiced(
    provider: Api, order: int, expected: object
) -> None:
    refused = demo.refusal(create(provider, order))
    assert expected in (refused, refused[1])
    if refused[1] == 904:
        assert refused[2].startswith("Invalid WO Status. WO must be in 'COMPLETED' status")


def test_a_work_order_is_invoiced_once(provider: Api) -> None:
    billing.created(provider)
    before = trace(provider)
    assert demo.refusal(create(provider, InvoiceNumber="A2")) == (400, 1105, "Invoice exists")
    assert trace(provider) == before


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"AutoInvoice": True}, 1111, "This invoice is set to auto-invoice"),
        ({"CompletedDate": None}, 1109, "Completed Date is null"),
        ({"CurrencyAlphabeticalCode": "XXX"}, 1115, "Work order currency not found"),
    ],
)
def test_other_states_of_a_work_order_stand_in_the_way(
    emulator: Emulator, provider: Api, change: Json, code: int, text: str
) -> None:
    emulator.change("workorders", billing.COMPLETED, **change)
    assert demo.refusal(create(provider)) == (400, code, text)


def test_a_location_needs_a_state_and_some_have_no_sales_tax(
    emulator: Emulator, provider: Api
) -> None:
    location = demo.record("workorders", billing.COMPLETED)["LocationId"]
    emulator.change("locations", location, State="")
    assert demo.refusal(create(provider)) == (400, 607, "Empty Location State")
    emulator.change("locations", location, State="OR")
    untaxed = (400, 1126, "Sales Tax should be 0 - OR location")
    assert demo.refusal(create(provider, InvoiceTax=5)) == untaxed


@pytest.mark.parametrize(
    ("sent", "code", "text"),
    [
        ({"InvoiceTax": 5}, 1146, "Invoice doesn't have Taxes Breakdown"),
        ({"Tax2Details": {"Tax2Amount": 1, "Tax2Name": "XYZ"}}, 1101, "Invalid Tax2 name"),
    ],
)
def test_canada_has_rules_for_taxes_of_its_own(
    emulator: Emulator, sent: Json, code: int, text: str
) -> None:
    tidewell = emulator.login("tidewell.office")
    refused = create(tidewell, billing.CANADIAN, InvoiceText="Pumped", **sent)
    assert demo.refusal(refused) == (400, code, text)


def test_the_united_states_have_no_second_tax(provider: Api) -> None:
    refused = demo.refusal(create(provider, Tax2Details={"Tax2Amount": 1, "Tax2Name": "PST"}))
    assert refused[:2] == (400, 1136)
    assert refused[2].startswith("Locations can't have tax2.")


@pytest.mark.parametrize("order", [demo.UNKNOWN, 0, -1, 99999999999, "x", "", 106798139])
def test_an_invoice_is_for_a_work_order_of_the_callers(provider: Api, order: object) -> None:
    assert demo.refusal(create(provider, order)) == NO_ORDER


def test_a_location_that_the_user_has_no_access_to_is_no_work_order(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    assert demo.refusal(create(stores)) == NO_ORDER


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"InvoiceNumber": None}, id="no number"),
        pytest.param({"WoIdentifier": None}, id="no work order"),
        pytest.param({"InvoiceTotal": "much"}, id="no total"),
        pytest.param({"InvoiceTotal": True}, id="a boolean"),
        pytest.param({"InvoiceDate": "yesterday"}, id="no date"),
        pytest.param({"Labors": {}}, id="labor as an object"),
        pytest.param({"Labors": [{"Amount": "x"}]}, id="an amount as a word"),
        pytest.param({"Labors": [{"SkillLevel": 300}]}, id="no byte"),
        pytest.param({"InvoiceAmountsDetails": []}, id="amounts as a list"),
        pytest.param({"SubmitDisputed": "perhaps"}, id="no boolean"),
    ],
)
def test_a_malformed_invoice_is_refused(provider: Api, sent: Json) -> None:
    before = trace(provider)
    assert demo.refusal(create(provider, **sent)) == EMPTY
    assert trace(provider) == before


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_date_at_the_end_of_time_is_refused(provider: Api, when: str) -> None:
    refused = demo.refusal(create(provider, InvoiceDate=when))
    assert refused == (400, 503, "Required data missing or incorrect")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"{", b'{"InvoiceNumber": "A1"}'])
def test_a_body_without_an_invoice_is_refused(provider: Api, body: bytes) -> None:
    assert demo.refusal(provider.request("POST", "/invoices", content=body)) == EMPTY
