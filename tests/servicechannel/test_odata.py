"""Collections by OData: who sees what, the window of days, and what is broken on purpose."""

from xml.etree import ElementTree as ET

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.odata import ORDERS, ask, count, ids, refused
from tests.world import Api, Emulator, Json

UNION_SQUARE = 2005148201
AT_LOCATION = "/odata/locations({})/workorders"
NEAR = "Service.NearBy(latitude=40.736618,longitude=-73.991806)"
CONTEXT = "http://localhost/servicechannel/v3/odata/$metadata"


def test_a_provider_sees_its_own_work_orders(emulator: Emulator, provider: Api) -> None:
    others = emulator.login("sparrow.office")
    assert demo.ORDER in ids(provider)
    assert demo.GPS_ORDER not in ids(provider)
    assert demo.GPS_ORDER in ids(others)
    assert ids(provider, filter=f"Id eq {demo.GPS_ORDER}") == []


def test_a_filter_on_another_company_finds_nothing(provider: Api) -> None:
    assert count(provider, filter="Provider/Id eq 2000104772") == 0


def test_a_user_with_some_locations_sees_their_work_orders(emulator: Emulator) -> None:
    everything, limited = (
        emulator.login(name) for name in ("larkfield.facilities", "larkfield.nyc")
    )
    assert 0 < count(limited) < count(everything)
    places = {o["LocationId"] for o in ask(limited, select="LocationId")["value"]}
    assert places <= set(ids(limited, "/odata/locations"))


def test_a_new_work_order_is_missing_from_the_replica_for_a_while(
    emulator: Emulator, provider: Api
) -> None:
    emulator.change("workorders", demo.ORDER, CreatedDate="2026-06-15T11:59:50Z")
    emulator.switch(replication_lag_seconds=30)
    assert ids(provider, filter=f"Id eq {demo.ORDER}") == []
    emulator.advance("PT30S")
    assert ids(provider, filter=f"Id eq {demo.ORDER}") == [demo.ORDER]


OLD, ANCIENT = "2026-03-01T00:00:00Z", "2025-05-01T00:00:00Z"


def test_without_a_date_work_orders_go_back_90_days(emulator: Emulator, provider: Api) -> None:
    emulator.change("workorders", demo.ORDER, CallDate=OLD)
    wanted = f"Id eq {demo.ORDER}"
    assert ids(provider, filter=wanted) == []
    assert ids(provider, filter=f"{wanted} and CallDate ge 2026-01-01") == [demo.ORDER]
    assert ids(provider, filter=f"{wanted} and UpdatedDate ge 2026-01-01") == [demo.ORDER]
    emulator.switch(odata_window_days=120)
    assert ids(provider, filter=wanted) == [demo.ORDER]


def test_no_filter_goes_back_more_than_365_days(emulator: Emulator, provider: Api) -> None:
    emulator.change("workorders", demo.ORDER, CallDate=ANCIENT)
    wanted = f"Id eq {demo.ORDER} and CallDate ge 2020-01-01"
    assert ids(provider, filter=wanted) == []
    emulator.switch(odata_window_most_days=500)
    assert ids(provider, filter=wanted) == [demo.ORDER]


def test_one_work_order_is_found_however_old_it_is(emulator: Emulator, provider: Api) -> None:
    emulator.change("workorders", demo.ORDER, CallDate=ANCIENT)
    shown = ask(provider, f"{ORDERS}({demo.ORDER})", select="Id,Status")
    assert shown == {
        "@odata.context": f"{CONTEXT}#workorders(Id,Status)/$entity",
        "Id": demo.ORDER,
        "Status": {"Primary": "OPEN", "Extended": "", "CanCreateInvoice": False},
    }


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0, -1])
def test_a_work_order_that_is_not_there_is_404(provider: Api, order: int) -> None:
    response = provider.get(f"{ORDERS}({order})")
    assert (response.status_code, response.content) == (404, b"")


def test_an_id_that_is_no_number_is_refused(provider: Api) -> None:
    assert refusal(provider.get(f"{ORDERS}(abc)"))[:2] == (400, 503)


def test_a_work_order_has_null_where_rest_has_nothing(provider: Api) -> None:
    shown, rest = ask(provider, f"{ORDERS}({demo.ORDER})"), demo.order_of(provider)
    assert shown["CompletedDate"] is None
    assert "CompletedDate" not in rest
    assert shown["LocationId"] == UNION_SQUARE
    assert rest["LocationId"] == 0
    same = ("Id", "Number", "CallDate", "CallDate_DTO", "Status", "Nte", "IsExpired", "Labels")
    assert {k: shown[k] for k in same} == {k: rest[k] for k in same} | {"Labels": []}
    assert "Provider" not in shown


def test_the_same_is_asked_by_a_body(provider: Api) -> None:
    options = {"filter": "Status/Primary eq 'OPEN'", "orderby": "CallDate desc", "top": 2}
    wanted = ask(provider, **options, select="Id", count="true")
    body = {"Select": "Id", "Count": True} | {n.capitalize(): v for n, v in options.items()}
    assert provider.post(f"{ORDERS}/filter", body).json() == wanted
    body = {k.upper(): None for k in body} | {"top": "1", "unknown": 1}
    assert len(provider.post(f"{ORDERS}/filter", body).json()["value"]) == 1


def test_a_body_that_is_not_valid_is_refused(provider: Api) -> None:
    response = provider.post(f"{ORDERS}/filter", {"Filter": "Foo eq 1"})
    assert response.status_code == 400
    assert "'Foo'" in response.json()["error"]["message"]
    assert refusal(provider.post(f"{ORDERS}/filter", {"Top": "many"}))[:2] == (400, 503)
    assert refusal(provider.post(f"{ORDERS}/filter"))[:2] == (400, 503)


def test_the_work_orders_of_a_location(provider: Api) -> None:
    wanted = ids(provider, filter=f"LocationId eq {UNION_SQUARE}")
    assert ids(provider, AT_LOCATION.format(UNION_SQUARE)) == wanted
    assert ids(provider, AT_LOCATION.format(UNION_SQUARE), filter="LocationId eq 1") == []
    assert ids(provider, AT_LOCATION.format(1)) == []


def test_duplicates_have_the_same_trade_and_problem_and_are_not_done(
    emulator: Emulator, provider: Api
) -> None:
    path = f"{AT_LOCATION.format(UNION_SQUARE)}/Service.GetDuplicates()"
    assert ids(provider, path) == []
    twin = {n: demo.record("workorders", demo.ORDER)[n] for n in ("TradeId", "ProblemCode")}
    emulator.change("workorders", demo.PENDING, LocationId=UNION_SQUARE, **twin)
    assert ids(provider, path) == []
    status = {"Primary": "OPEN", "Extended": ""}
    emulator.change("workorders", demo.PENDING, LocationId=UNION_SQUARE, **twin, Status=status)
    assert ids(provider, path) == [demo.PENDING, demo.ORDER]


def test_recalls_call_another_work_order_back(emulator: Emulator, provider: Api) -> None:
    path = f"{AT_LOCATION.format(UNION_SQUARE)}/Service.GetRecalls()"
    assert ids(provider, path) == []
    emulator.change("workorders", demo.ORDER, RecallWorkOrder=demo.PENDING)
    assert ids(provider, path) == [demo.ORDER]


def test_the_nearest_come_first_unless_an_order_is_asked_for(provider: Api) -> None:
    near = f"{ORDERS}/{NEAR}"
    first = ask(provider, near, select="LocationId", top=1)["value"][0]
    assert first == {"LocationId": UNION_SQUARE}
    assert demo.WITHOUT_COORDINATES not in ids(provider, near, skip=0)
    assert ids(provider, near, orderby="Id") == sorted(ids(provider, near))


def test_locations_near_by_say_how_far_they_are(provider: Api) -> None:
    found = ask(provider, f"/odata/locations/{NEAR}", select="Id,Distance")["value"]
    assert found[0] == {"Id": UNION_SQUARE, "Distance": 0.0}
    miles = [place["Distance"] for place in found]
    assert miles == sorted(miles)
    assert ask(provider, "/odata/locations", select="Distance", top=1)["value"] == [
        {"Distance": None}
    ]
    assert len(ids(provider, f"/odata/locations/{NEAR}", filter="Distance lt 5")) < len(found)


@pytest.mark.parametrize("point", ["latitude=91,longitude=0", "latitude=a,longitude=0"])
@pytest.mark.parametrize("kind", ["workorders", "locations"])
def test_a_point_that_is_not_on_earth_is_refused(provider: Api, kind: str, point: str) -> None:
    assert refusal(provider.get(f"/odata/{kind}/Service.NearBy({point})"))[:2] == (400, 503)


def test_locations_are_those_of_the_subscribers_that_one_works_with(
    provider: Api, subscriber: Api
) -> None:
    own = {p["SubscriberId"] for p in ask(subscriber, "/odata/locations")["value"]}
    assert own == {demo.LARKFIELD}
    mine = {p["SubscriberId"] for p in ask(provider, "/odata/locations")["value"]}
    assert mine == {demo.LARKFIELD, demo.JUNIPER}


def test_trades_are_found_by_a_part_of_their_name(subscriber: Api) -> None:
    found = ask(subscriber, "/odata/trades", filter="contains(Name,'hva')")["value"]
    assert found == [{"Id": 11520, "Name": "HVAC", "SubscriberId": demo.LARKFIELD}]


def test_the_trades_of_a_location_are_its_subscribers(provider: Api) -> None:
    found = ask(provider, f"/odata/locations({UNION_SQUARE})/trades")["value"]
    assert {trade["SubscriberId"] for trade in found} == {demo.LARKFIELD}
    assert refusal(provider.get("/odata/locations(1)/trades"))[:2] == (400, 502)


def test_users_are_those_of_ones_own_company(provider: Api, subscriber: Api) -> None:
    assert set(ids(provider, "/odata/users")) & set(ids(subscriber, "/odata/users")) == set()
    admin = ask(provider, "/odata/users", filter=f"Id eq {demo.NORWELL_ADMIN}")["value"][0]
    assert (admin["UserName"], admin["Roles"]) == ("nwhvac.admin", ["Provider Automation Admin"])
    assert "Password" not in admin
    assert admin["Limits"]["NteLimit"].keys() == {"Amount", "CurrencyId"}


def test_a_user_is_the_same_by_odata_and_by_rest(subscriber: Api, emulator: Emulator) -> None:
    own: Json = {"Permissions": ["Reports"], "FeedRole": "Regional", "UserType": "Dashboard"}
    emulator.change("users", 1544903, SecondaryRoles=["Admin User", "Buyer"], **own)
    shown = ask(subscriber, "/odata/users", filter="Id eq 1544903")["value"][0]
    by_rest = subscriber.get("/users/1544903").json()["User"]
    for name in ("Roles", "Permissions", "UserType", "FeedRole", "Access", "Limits"):
        assert shown[name] == by_rest[name]
    assert (shown["Roles"], shown["UserType"]) == (["Admin User", "Buyer"], "Dashboard")


@pytest.mark.parametrize("name", ["nwhvac.tbrandt", "larkfield.nyc"])
def test_users_are_for_admins(emulator: Emulator, name: str) -> None:
    assert refusal(emulator.login(name).get("/odata/users"))[:2] == (401, 504)


AMBIGUOUS = ["locations(2005148201)", "users(1544980)", "providers", "assets"]


@pytest.mark.parametrize("route", AMBIGUOUS)
def test_what_the_live_system_finds_ambiguous_is_500(
    emulator: Emulator, provider: Api, route: str
) -> None:
    response = provider.get(f"/odata/{route}")
    assert response.status_code == 500
    text: str = response.json()["ExceptionMessage"]
    assert text.startswith("Multiple actions were found that match the request")
    emulator.switch(odata_ambiguous_routes=False)
    assert provider.get(f"/odata/{route}").status_code == (404 if route == "assets" else 200)


def test_with_ambiguous_routes_mended_one_sees_ones_own(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    emulator.switch(odata_ambiguous_routes=False)
    assert ids(provider, "/odata/providers") == [2000093418]
    assert len(ids(subscriber, "/odata/providers")) > 1
    assert provider.get("/odata/users(1544902)").status_code == 404
    assert refusal(provider.get("/odata/locations(1)"))[:2] == (400, 502)


def test_the_bare_detailed_providers_are_no_route(provider: Api) -> None:
    assert provider.get("/odata/detailedProviders").status_code == 404


def test_the_metadata_tell_every_collection_and_every_field_of_a_work_order(provider: Api) -> None:
    response = provider.get("/odata/$metadata")
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    schema = ET.fromstring(response.content)[0][0]  # noqa: S314 - our own
    edm = "{http://docs.oasis-open.org/odata/ns/edm}"
    sets = [it.get("Name") for it in schema.iter(f"{edm}EntitySet")]
    service: Json = ask(provider, "/odata")
    assert [it["name"] for it in service["value"]] == sets
    order = next(it for it in schema.iter(f"{edm}EntityType") if it.get("Name") == "WorkOrder")
    told = {it.get("Name") for it in order.iter(f"{edm}Property")}
    assert told == ask(provider, f"{ORDERS}({demo.ORDER})").keys() - {"@odata.context"}
    names = {f"ServiceChannel.{it.get('Name')}" for it in schema}
    used = {it.get("Type", "").removeprefix("Collection(").rstrip(")") for it in schema.iter()}
    assert {kind for kind in used if kind.startswith("ServiceChannel.")} <= names


def test_an_unknown_property_of_users_is_refused(provider: Api) -> None:
    said = refused(provider, {"expand": "WorkOrders"}, "/odata/users")
    assert said == "Could not find a property named 'WorkOrders' on type 'ServiceChannel.User'."
