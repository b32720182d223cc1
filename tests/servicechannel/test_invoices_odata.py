"""Invoices by OData: who sees them, which come, how pages go on."""

import pytest

from tests.servicechannel import billing, demo
from tests.world import Api, Emulator, Json

DEMO_IDS = [billing.VOIDED, billing.PAID, billing.OPEN, billing.REJECTED]
PROVIDER = 2000093418


def found(api: Api, **options: object) -> Json:
    response = api.get("/odata/invoices", params={f"${k}": v for k, v in options.items()})
    assert response.status_code == 200, response.text
    shown: Json = response.json()
    return shown


def ids(shown: Json) -> list[int]:
    return [invoice["Id"] for invoice in shown["value"]]


def more(emulator: Emulator, count: int) -> None:
    """Put more invoices into the world."""
    first = demo.record("invoices", billing.OPEN)
    emulator.merge(
        "invoices", *(first | {"Id": 99000000 + n, "Number": f"X{n}"} for n in range(count))
    )


def test_a_subscriber_sees_its_own(emulator: Emulator, subscriber: Api) -> None:
    assert ids(found(subscriber)) == DEMO_IDS
    assert ids(found(emulator.login("juniper.ops"))) == [billing.APPROVED]


def test_a_provider_sees_none(provider: Api) -> None:
    assert demo.refusal(provider.get("/odata/invoices")) == billing.RIGHTS


def test_a_user_of_some_stores_sees_those_there(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    assert ids(found(stores)) == []
    emulator.change("users", 1544911, LocationIds=[2005148292])
    assert ids(found(stores)) == [billing.OPEN]


def test_the_path_works_without_its_version(emulator: Emulator, subscriber: Api) -> None:
    headers = {"Authorization": f"Bearer {subscriber.token}"}
    response = emulator.http.request("GET", "/servicechannel/odata/invoices", headers=headers)
    assert ids(response.json()) == DEMO_IDS


def test_an_invoice_is_shown_whole_with_nulls(subscriber: Api) -> None:
    (shown,) = found(subscriber, filter=f"Id eq {billing.OPEN}")["value"]
    assert (
        shown.items()
        >= {
            "Number": "SE20077",
            "Status": "OPEN",
            "InvoiceTotal": 652.0,
            "InvoiceBalance": 652.0,
            "ApprovedDate": None,
            "Tax2Details": None,
            "WoTrackingNumber": billing.OPEN_ORDER,
            "IsOutsourced": False,
            "StatusChangeUserid": "1545040",
            "MaterialsTaxIncluded": False,
            "NonTaxableFreight": 0,
        }.items()
    )
    assert shown["Subscriber"]["Name"] == "Larkfield Outfitters"
    assert shown["Location"]["StoreId"] == "0161"
    assert shown["Currency"]["AlphabeticalCode"] == "USD"
    assert shown["InvoiceAmountsDetails"]["MaterialAmount"] == 244
    (labor,) = shown["Labors"]
    assert (labor["InvoiceId"], labor["IsRateDiscrepancy"]) == (billing.OPEN, False)
    assert [step["Status"] for step in shown["StatusHistoryShort"]] == ["OPEN"]
    assert "Provider" not in shown


def test_payments_come_along(subscriber: Api) -> None:
    (shown,) = found(subscriber, filter=f"Id eq {billing.PAID}")["value"]
    assert [p["PaymentNumber"] for p in shown["Payments"]] == ["CHK20417"]
    assert shown["InvoiceBalance"] == 0


def test_the_provider_comes_when_it_is_expanded(subscriber: Api) -> None:
    """As in https://github.com/hotgluexyz/tap-servicechannel."""
    options = {
        "expand": "Provider",
        "filter": "UpdatedDate ge 2026-04-02T00:00:00+00:00",
        "orderby": "UpdatedDate asc",
        "top": 50,
        "skip": 0,
    }
    shown = found(subscriber, **options)
    dates = [invoice["UpdatedDate"] for invoice in shown["value"]]
    assert dates == sorted(dates)
    assert shown["value"][0]["Provider"]["Name"] in {"Norwell HVAC", "Sparrow Electric"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("Status eq 'PAID'", [billing.PAID]),
        ("Status eq 'OPEN' or Status eq 'REJECTED'", [billing.OPEN, billing.REJECTED]),
        (f"WoTrackingNumber eq {billing.PAID_ORDER}", [billing.VOIDED, billing.PAID]),
        ("InvoiceTotal gt 2400", [billing.VOIDED]),
        ("InvoiceBalance eq 0", [billing.PAID]),
        ("Location/StoreId eq '0161'", [billing.OPEN]),
        (f"Provider/Id eq {PROVIDER}", [billing.VOIDED, billing.PAID, billing.REJECTED]),
        ("contains(Number,'se')", [billing.OPEN]),
        ("ApprovedDate ne null", [billing.PAID]),
        ("Tax2Details eq null and Status eq 'OPEN'", [billing.OPEN]),
    ],
)
def test_invoices_are_filtered(subscriber: Api, wanted: str, expected: list[int]) -> None:
    assert ids(found(subscriber, filter=wanted)) == expected


def test_only_what_is_selected_is_shown(subscriber: Api) -> None:
    shown = found(subscriber, select="Id,Status", top=1, count="true")
    assert shown["value"] == [{"Id": billing.VOIDED, "Status": "VOIDED"}]
    assert shown["@odata.count"] == 4
    assert shown["@odata.context"].endswith("$metadata#invoices(Id,Status)")


def test_older_ones_come_where_the_filter_asks_for_dates(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("invoices", billing.PAID, PostedDate="2026-03-01T00:00:00Z")
    emulator.change("invoices", billing.VOIDED, PostedDate="2025-03-01T00:00:00Z")
    assert ids(found(subscriber)) == [billing.OPEN, billing.REJECTED]
    since = found(subscriber, filter="PostedDate ge 2025-01-01T00:00:00Z")
    assert ids(since) == [billing.PAID, billing.OPEN, billing.REJECTED]


def test_a_next_link_leads_on_while_pages_remain(emulator: Emulator, subscriber: Api) -> None:
    more(emulator, 60)
    first = found(subscriber)
    assert (len(first["value"]), "@odata.nextLink" in first) == (50, True)
    path = first["@odata.nextLink"].partition("/v3")[2]
    second = subscriber.get(path).json()
    assert len(second["value"]) == 14
    assert "@odata.nextLink" not in second
    assert set(ids(first)).isdisjoint(ids(second))


def test_a_next_link_keeps_the_rest_of_the_query(emulator: Emulator, subscriber: Api) -> None:
    more(emulator, 60)
    first = found(subscriber, filter="contains(Number,'X')", select="Id")
    path = first["@odata.nextLink"].partition("/v3")[2]
    second = subscriber.get(path).json()
    assert (len(first["value"]), len(second["value"])) == (50, 10)
    assert list(second["value"][0]) == ["Id"]


def test_a_profile_has_no_next_links(emulator: Emulator, subscriber: Api) -> None:
    more(emulator, 60)
    emulator.switch(odata_next_link="never")
    assert "@odata.nextLink" not in found(subscriber)


def test_a_work_order_shows_its_invoice_when_it_is_expanded(provider: Api) -> None:
    shown = provider.get(f"/odata/workorders({billing.PAID_ORDER})?$expand=Invoice").json()
    assert shown["Invoice"].items() >= {"Id": billing.PAID, "InvoiceTotal": 2374.63}.items()


@pytest.mark.parametrize("option", [{"filter": "Nope eq 1"}, {"select": "Nope"}, {"top": "x"}])
def test_a_query_that_is_not_valid_is_refused(subscriber: Api, option: Json) -> None:
    response = subscriber.get("/odata/invoices", params={f"${k}": v for k, v in option.items()})
    assert response.status_code == 400
