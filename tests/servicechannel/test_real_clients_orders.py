"""Clients for whole work orders as they are: those that create, export and show them."""

import pytest
import requests

from tests.servicechannel import billing, demo
from tests.servicechannel.clients import SECONDS, Client, Login
from tests.world import CLIENT, PASSWORDS, Json

ORDERS = "/v3/odata/workorders"


# A function that creates work orders from assets' alarms:
# https://github.com/venugopalreddy7/Servicechannel

ALARM: Json = {
    "ContractInfo": {"SubscriberId": demo.LARKFIELD, "LocationId": 2005148201, "TradeName": "HVAC"},
    "Category": "REPAIR",
    "Priority": "P4 - 72 HOURS",
    "Nte": 500.0,
    "CallDate": "2026-06-15T11:30:00",
    "Description": "Rooftop unit 2 is too warm",
    "ProblemCode": "Not Cooling",
    "ProblemSource": "API",
    "Status": {"Primary": "Open", "Extended": ""},
    "IssueRequestInfo": {
        "AreaId": 226,
        "ExtendedAreaName": "",
        "ProblemType": "HVAC",
        "AssetType": "ROOFTOP UNIT 2",
    },
}


def test_a_function_creates_without_a_provider_and_a_setup(subscriber_client: Client) -> None:
    number = subscriber_client.post("/v3/workorders", ALARM)["id"]
    shown = subscriber_client.read(f"/v3/workorders/{number}")
    assert shown["Provider"]["Name"] == "Norwell HVAC"
    assert (shown["Location"]["StoreId"], shown["Nte"]) == ("0101", 500.0)


def test_a_function_sends_a_file_along(subscriber_client: Client) -> None:
    files = {"file": ("alarm.txt", b"41 C", "text/plain")}
    kept = subscriber_client.ask("POST", "/v3/workorders/-1/attachments", files=files).json()
    path = kept["Attachments"][0]["Path"]
    file = {"Name": "alarm.txt", "Description": "Readings", "Path": path}
    number = subscriber_client.post("/v3/workorders", ALARM | {"Attachments": [file]})["id"]
    (listed,) = subscriber_client.read(f"{ORDERS}({number})/attachments")["value"]
    assert (listed["Name"], listed["Description"]) == ("alarm.txt", "Readings")
    assert requests.get(listed["Uri"], timeout=SECONDS).content == b"41 C"


# A synchronisation with another system: work orders and their invoices.

SYNCED: Json = {
    "ContractInfo": {
        "SubscriberId": demo.LARKFIELD,
        "StoreId": "0101",
        "TradeName": "HVAC",
        "ProviderId": 2000093418,
    },
    "Category": "MAINTENANCE",
    "Priority": "P2 - 8 Hours",
    "Nte": 0,
    "CallDate": "2026-06-15T11:30:00.000Z",
    "Description": "Synced from the other side",
    "Status": {"Primary": "Open", "Extended": ""},
}


@pytest.mark.parametrize("user", ["larkfield.facilities", "nwhvac.admin"])
def test_a_sync_creates_without_a_problem_code(login: Login, user: str) -> None:
    assert isinstance(login.client(user).post("/v3/workorders", SYNCED)["id"], int)


def test_a_sync_reads_why_it_was_refused(provider_client: Client) -> None:
    contract = SYNCED["ContractInfo"] | {"StoreId": "9999"}
    body = SYNCED | {"ContractInfo": contract}
    refused = provider_client.ask("POST", "/v3/workorders", json=body)
    assert refused.status_code == 400
    assert refused.json()["ErrorMessage"] == "Cannot find location by StoreId"


def test_a_sync_files_an_invoice_with_its_lines(provider_client: Client) -> None:
    body = {
        "InvoiceNumber": "C4471",
        "InvoiceDate": "2026-06-15T12:00:00Z",
        "WoIdentifier": str(billing.COMPLETED),
        "InvoiceTotal": 200,
        "InvoiceTax": 0,
        "InvoiceText": "Replaced the contactor",
        "InvoiceAmountsDetails": {"LaborAmount": 150, "MaterialAmount": 50},
        "Labors": [{"SkillLevel": 1, "LaborType": 1, "NumOfTech": 1, "HourlyRate": 75, "Hours": 2,
                    "Amount": 150}],
        "Materials": [{"Description": "Contactor", "PartNum": "C1", "UnitType": 1, "UnitPrice": 50,
                       "Quantity": 1, "Amount": 50}],
    }  # fmt: skip
    answer = provider_client.post("/v3/invoices", body)
    assert isinstance(answer.get("id", answer.get("Id")), int)
    again = provider_client.ask("POST", "/v3/invoices", json=body)
    assert again.json()["ErrorMessage"] == "Invoice exists"


# An export to a sheet: the client's secret in the form, and next links where there are some.


def exported(client: Client, page: str) -> list[Json]:
    """The export's loop: the next link where there is one, else the next page until a short one."""
    rows: list[Json] = []
    address: str | None = page
    while address is not None:
        answer = client.read(address)
        rows += answer["value"]
        link = answer.get("@odata.nextLink")
        address = None if link is None else link.removeprefix(client.base)
        if link is None and len(answer["value"]) == 50:
            address = f"{page}&$skip={len(rows)}"
    return rows


@pytest.mark.parametrize("path", [ORDERS, "/v3/odata/invoices"], ids=["no links", "links"])
def test_an_export_reads_all_whether_there_are_links_or_not(login: Login, path: str) -> None:
    order = demo.record("workorders", demo.ORDER)
    invoice = demo.record("invoices", billing.PAID)
    login.merge("workorders", *(order | {"Id": 107100000 + n} for n in range(60)))
    login.merge("invoices", *(invoice | {"Id": 98130000 + n, "Number": f"T{n}"} for n in range(60)))
    client = login.client("larkfield.facilities")
    rows = exported(client, f"{path}?$select=Id,Number&$orderby=Id")
    assert len({row["Id"] for row in rows}) == len(rows)
    count = client.read(f"{path}?$top=0&$count=true")["@odata.count"]
    assert len(rows) == count > 60


def test_an_export_logs_in_with_its_secret_in_the_form(login: Login) -> None:
    found = login.tokens(
        grant_type="password",
        username="nwhvac.admin",
        password=PASSWORDS["nwhvac.admin"],
        client_id=CLIENT[0],
        client_secret=CLIENT[1],
    )
    assert found["token_type"] == "bearer"


# Dashboards: flat filters with `or`, and each work order by itself.


def test_a_dashboard_asks_for_several_statuses_at_once(provider_client: Client) -> None:
    asked = "Status/Primary eq 'OPEN' or Status/Primary eq 'IN PROGRESS'"
    found = provider_client.read(ORDERS, {"$filter": asked, "$top": 50, "$count": "true"})
    assert {order["Status"]["Primary"] for order in found["value"]} == {"OPEN", "IN PROGRESS"}
    single = [
        provider_client.read(ORDERS, {"$filter": one, "$top": 0, "$count": "true"})["@odata.count"]
        for one in asked.split(" or ")
    ]
    assert found["@odata.count"] == sum(single)


def test_a_dashboard_asks_for_a_list_of_numbers(provider_client: Client) -> None:
    wanted = [demo.ORDER, demo.ON_SITE, demo.COMPLETED]
    asked = " or ".join(f"Id eq {number}" for number in wanted)
    found = provider_client.read(ORDERS, {"$filter": f"({asked}) and Trade eq 'HVAC'"})["value"]
    assert {order["Id"] for order in found} == set(wanted)


def test_client_credentials_are_no_grant(login: Login) -> None:
    answer = login.ask_token({"grant_type": "client_credentials"}, CLIENT)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
