"""A server of tools for assistants as it is: OData, read only, with its retries.

Source: https://github.com/zwolf25/sc-workorders-mcp
"""

from email.utils import parsedate_to_datetime

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.clients import Client, Login
from tests.world import CLIENT, PASSWORDS, Json

ORDERS = "/v3/odata/workorders"
SELECTED = "Id,Number,Status,Priority,Trade,Category,CallDate,ScheduledDate,Nte,Description"


@pytest.fixture
def tool(provider_client: Client) -> Client:
    return provider_client


def one(tool: Client, order: int, **options: object) -> Json:
    found: Json = tool.read(f"{ORDERS}({order})", {f"${n}": v for n, v in options.items()})
    return found


def some(tool: Client, path: str = ORDERS, **options: object) -> Json:
    found: Json = tool.read(path, {f"${n}": v for n, v in options.items()})
    return found


def test_orders_are_searched_with_a_count(tool: Client) -> None:
    found = some(
        tool,
        filter="Status/Primary eq 'OPEN' and contains(Location/StoreId,'01')",
        select=f"{SELECTED},Location,Provider",
        expand="Provider($select=Id,Name,MainContact)",
        orderby="CallDate desc",
        top=5,
        count="true",
    )
    assert isinstance(found["@odata.count"], int)
    assert found["@odata.count"] > len(found["value"]) == 5
    for order in found["value"]:
        assert order["Status"].keys() >= {"Primary", "Extended"}
        assert order["Provider"] == {
            "Id": 2000093418, "Name": "Norwell HVAC", "MainContact": "Renee Castellano",
        }  # fmt: skip
        assert set(SELECTED.split(",")) <= order.keys()
        assert "@odata.nextLink" not in found


def test_a_count_alone_asks_for_no_order(tool: Client) -> None:
    found = some(tool, top=0, count="true")
    assert (found["value"], found["@odata.count"] > 20) == ([], True)


def test_one_order_comes_with_what_is_expanded(tool: Client) -> None:
    found = one(tool, demo.INVOICED, expand="Provider,Invoice,Assets($select=Id,Tag;$top=10)")
    assert found["Provider"]["MainContact"]
    assert found["Invoice"]["Id"] == billing.PAID
    assert {"Number", "Status", "InvoiceTotal", "InvoiceDate"} <= found["Invoice"].keys()
    assert isinstance(found["Assets"], list)


def test_an_order_without_an_invoice_has_none_to_expand(tool: Client) -> None:
    assert one(tool, demo.ORDER, expand="Invoice")["Invoice"] is None
    assert "Invoice" not in one(tool, demo.ORDER)


def test_notes_are_read_by_their_own_path(tool: Client) -> None:
    found = some(
        tool,
        f"{ORDERS}({demo.ON_SITE})/notes",
        select="Id,NoteData,CreatedBy,DateCreated",
        orderby="DateCreated desc",
        top=20,
        count="true",
    )
    assert found["@odata.count"] == len(found["value"]) > 0
    for note in found["value"]:
        assert set(note) == {"Id", "NoteData", "CreatedBy", "DateCreated"}


def test_visits_are_read_by_their_own_path(tool: Client) -> None:
    found = some(tool, f"{ORDERS}({demo.ON_SITE})/workactivities")["value"]
    (visit,) = [visit for visit in found if visit["Id"] == demo.ON_SITE_SINCE]
    assert visit["User"]["FullName"] == "Tomas Brandt"
    assert visit["TimeOut"] is None
    assert {"TimeIn", "ResolutionCode", "WorkType", "TechsCount"} <= visit.keys()


def test_places_and_trades_are_looked_up(tool: Client) -> None:
    (place,) = some(tool, "/v3/odata/locations", filter="Id eq 2005148201")["value"]
    assert (place["StoreId"], place["Name"]) == ("0101", "Union Square")
    trades = some(tool, "/v3/odata/trades", filter="contains(Name,'hv')")["value"]
    assert {trade["Name"] for trade in trades} == {"HVAC"}


@pytest.mark.parametrize("path", [ORDERS, f"{ORDERS}({demo.ORDER})"], ids=["list", "one"])
@pytest.mark.parametrize("expanded", ["notes", "workactivities"])
def test_notes_and_visits_are_not_expanded(tool: Client, path: str, expanded: str) -> None:
    answer = tool.get(path, **{"$expand": expanded})
    assert answer.status_code == 500
    assert "has no supported translation to SQL" in answer.text


def test_nothing_is_grouped(tool: Client) -> None:
    answer = tool.get(ORDERS, **{"$apply": "groupby((Status/Primary))"})
    assert answer.status_code == 400
    assert "'with' expected at position" in answer.text


def test_one_place_by_its_key_is_ambiguous(tool: Client) -> None:
    answer = tool.get("/v3/odata/locations(2005148201)")
    assert answer.status_code == 500
    assert "Multiple actions were found that match the request" in answer.text


def test_an_order_that_is_not_there_is_a_404(tool: Client) -> None:
    assert tool.get(f"{ORDERS}({demo.UNKNOWN})").status_code == 404


def test_after_a_401_the_same_call_passes_with_a_new_token(login: Login, tool: Client) -> None:
    login.control("POST", "/clock", {"advance": "11m"})
    assert tool.get(ORDERS).status_code == 401
    tool.token = login.by_password("nwhvac.admin")["access_token"]
    assert tool.get(ORDERS).status_code == 200


def test_a_wrong_client_is_redirected_and_the_tool_does_not_follow(login: Login) -> None:
    person = {"username": "nwhvac.admin", "password": PASSWORDS["nwhvac.admin"]}
    answer = login.ask_token({"grant_type": "password"} | person, (CLIENT[0], "wrong"))
    assert answer.status_code == 302
    assert "/Account/LogOn" in answer.headers["Location"]


def test_a_throttled_call_says_when_to_come_again(login: Login, tool: Client) -> None:
    login.control("PUT", "/profile", {"name": "sandbox2"})
    answers = [tool.get(ORDERS, **{"$top": 1}) for _ in range(41)]
    last = answers[-1]
    assert (last.status_code, list(last.json())) == (429, ["Reason"])
    assert parsedate_to_datetime(last.headers["Retry-After"])
