"""A Singer tap as it is: invoices by the page, their files, trades, and providers by trade.

Source: https://github.com/hotgluexyz/tap-servicechannel
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests

from tests.servicechannel import billing, demo
from tests.servicechannel.clients import SECONDS, Client, Login
from tests.world import Json

INVOICES = "/odata/invoices"
PAGE = 50
SINCE = "2026-01-01T00:00:00+00:00"
QUERY: Json = {
    "$filter": f"UpdatedDate ge {SINCE}",
    "$orderby": "UpdatedDate asc",
    "$expand": "Provider",
    "$top": PAGE,
}


@pytest.fixture
def tap(subscriber_client: Client) -> Client:
    return subscriber_client


@pytest.fixture
def many(login: Login) -> int:
    """So many invoices more that two pages are full."""
    more = [
        paid(98130000 + n, Number=f"T{n}", UpdatedDate=f"2026-06-14T10:{n // 2:02}:00Z")
        for n in range(97)
    ]
    login.merge("invoices", *more)
    return len(more)


def paid(number: int, **changes: object) -> Json:
    """A record of an invoice."""
    return demo.record("invoices", billing.PAID) | {"Id": number} | changes


def pages(tap: Client) -> Iterator[list[Json]]:
    """The tap's loop: it counts what it got, and ends with a page that is not full."""
    skip = 0
    while True:
        found = tap.read(INVOICES, QUERY | {"$skip": skip})["value"]
        yield found
        skip += len(found)
        if len(found) < PAGE:
            return


def test_the_tap_logs_in_with_a_password_and_then_with_the_refresh_token(login: Login) -> None:
    first = login.by_password("larkfield.facilities")
    then = login.tokens(grant_type="refresh_token", refresh_token=first["refresh_token"])
    tap = Client(f"{login.base}/servicechannel", then["access_token"])
    assert tap.read(INVOICES, QUERY)["value"]
    assert then["expires_in"] == 600


def test_the_tap_reads_every_invoice_once_and_ends_with_a_short_page(
    tap: Client, many: int
) -> None:
    found = list(pages(tap))
    assert [len(page) for page in found] == [PAGE, PAGE, 1]
    read = [invoice for page in found for invoice in page]
    assert len({invoice["Id"] for invoice in read}) == len(read) == many + 4
    dates = [invoice["UpdatedDate"] for invoice in read]
    assert dates == sorted(dates)


def test_the_tap_ends_with_an_empty_page_where_the_last_one_is_full(
    tap: Client, login: Login, many: int
) -> None:
    login.merge("invoices", paid(98130000 + many, UpdatedDate="2025-06-14T10:00:00Z"))
    login.merge("invoices", paid(98130000, UpdatedDate="2025-06-14T10:00:00Z"))
    assert [len(page) for page in pages(tap)] == [PAGE, PAGE, 0]


@pytest.mark.parametrize("sent", [quote(SINCE), SINCE, SINCE.replace("+00:00", "Z")],
                         ids=["encoded", "a bare plus", "Z"])  # fmt: skip
def test_an_offset_is_understood_with_its_plus_encoded_or_not(tap: Client, sent: str) -> None:
    path = f"{INVOICES}?$filter=UpdatedDate%20ge%20{sent}&$orderby=UpdatedDate%20asc&$top=50"
    found = tap.read(path)["value"]
    assert [invoice["Id"] for invoice in found] == [
        invoice["Id"] for invoice in tap.read(INVOICES, QUERY)["value"]
    ]


def test_an_invoice_has_what_the_tap_declares(tap: Client) -> None:
    for invoice in tap.read(INVOICES, QUERY)["value"]:
        assert invoice["Id"]
        assert invoice["Number"]
        assert invoice["Status"]
        assert isinstance(invoice["WoTrackingNumber"], int)
        assert isinstance(invoice["InvoiceTotal"], float)
        assert {"Id", "Name", "FullName"} <= invoice["Provider"].keys()
        assert {"Subscriber", "Location", "Labors", "Materials", "Travels"} <= invoice.keys()


def test_files_are_fetched_by_their_uri_without_a_token(tap: Client, login: Login) -> None:
    order = tap.read(INVOICES, QUERY)["value"][-1]["WoTrackingNumber"]
    files = {"file": ("report.txt", b"Cooled down.", "text/plain")}
    login.client().ask("POST", f"/v3/workorders/{order}/attachments", files=files)
    *_, file = tap.read(f"/v3/odata/workorders({order})/attachments")["value"]
    content = requests.get(file["Uri"], timeout=SECONDS)
    assert (content.status_code, content.content) == (200, b"Cooled down.")
    assert {"Id", "Name", "Description", "TimeStamp", "NoteId", "UploadBy"} <= file.keys()


def test_every_work_order_of_an_invoice_has_a_list_of_files(tap: Client) -> None:
    for invoice in tap.read(INVOICES, QUERY)["value"]:
        path = f"/v3/odata/workorders({invoice['WoTrackingNumber']})/attachments"
        assert isinstance(tap.read(path)["value"], list)


def test_every_trade_leads_to_its_providers(tap: Client) -> None:
    trades = tap.read("/v3/trades")
    assert isinstance(trades, list)
    for trade in trades:
        assert {"Id", "Name", "SubscriberId"} <= trade.keys()
        answer = tap.read("/v3/providers/getbytradeid", {"tradeId": trade["Id"]})
        for provider in answer["Providers"]:
            assert {"Id", "Name", "DoNotDispatch"} <= provider.keys()


def test_a_trade_nobody_does_has_no_providers(tap: Client) -> None:
    assert tap.read("/v3/providers/getbytradeid", {"tradeId": 99999999})["Providers"] == []


def test_the_tap_of_a_provider_is_refused_the_invoices(provider_client: Client) -> None:
    answer = provider_client.get(INVOICES, **QUERY)
    assert (answer.status_code, answer.json()["ErrorCode"]) == (401, 504)
