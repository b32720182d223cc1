"""Searching work orders: pages, orders, filters and who sees what."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
UNION_SQUARE, ELSEWHERE = 2005148201, 2005148215


def search(api: Api, query: str = "") -> list[Json]:
    response = api.get(f"/workorders?{query}")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()
    return found


def ids(api: Api, query: str = "") -> list[int]:
    return [order["Id"] for order in search(api, query)]


def everything(api: Api) -> list[int]:
    return ids(api) + ids(api, "page=2")


def test_a_page_has_fifty_work_orders_newest_first(subscriber: Api) -> None:
    found = ids(subscriber, "pageSize=9999")
    assert found == sorted(found, reverse=True)
    assert len(found) <= 50


@pytest.mark.parametrize("query", ["", "status=OPEN&status=IN PROGRESS", "sort=-Id"])
def test_pages_follow_each_other_without_a_gap(provider: Api, query: str) -> None:
    whole = ids(provider, query)
    parts = [ids(provider, f"{query}&page={n}&pageSize=7") for n in range(1, 9)]
    assert [i for part in parts for i in part] == whole
    assert parts[-1] == []


@pytest.mark.parametrize("page", [1000, 2147483647])
def test_past_the_end_there_is_an_empty_list(provider: Api, page: int) -> None:
    assert search(provider, f"page={page}") == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("page=0", "Invalid page number", id="page 0"),
        pytest.param("page=-1", "Invalid page number", id="negative page"),
        pytest.param("pageSize=0", "Invalid page size", id="size 0"),
        pytest.param("pageSize=-5", "Invalid page size", id="negative size"),
    ],
)
def test_a_page_that_cannot_be_is_refused(provider: Api, query: str, text: str) -> None:
    assert refusal(provider.get(f"/workorders?{query}")) == (400, 922, text)


def test_a_list_shows_less_than_the_single_work_order(provider: Api) -> None:
    (shown,) = search(provider, "id=106872164")
    single = demo.order_of(provider, 106872164)
    assert shown.keys() < single.keys()
    left = {"LinkedWorkOrders", "PriorityId", "ProjectId", "OriginalEta"}
    assert not left & shown.keys()
    inside = {"Location", "IssueTicketInfo"}
    assert {n: v for n, v in shown.items() if n not in inside} == {
        n: v for n, v in single.items() if n in shown and n not in inside
    }
    assert shown["IssueTicketInfo"].keys() == {"Id", "SetupId"}


@pytest.mark.parametrize(
    ("query", "field", "expected"),
    [
        pytest.param("status=OPEN", "Status", "OPEN", id="status"),
        pytest.param("status=in progress", "Status", "IN PROGRESS", id="status, other case"),
        pytest.param("category=MAINTENANCE", "Category", "MAINTENANCE", id="category"),
        pytest.param("trade=HV", "Trade", "HVAC", id="trade, its beginning"),
        pytest.param("trade=hvac", "Trade", "HVAC", id="trade, other case"),
        pytest.param("categoryId=7310", "CategoryId", 7310, id="category id"),
        pytest.param("tradeId=11520", "TradeId", 11520, id="trade id"),
        pytest.param("priority=P2 - 8 HOURS", "Priority", "P2 - 8 HOURS", id="priority"),
    ],
)
def test_a_filter_keeps_what_has_the_value(
    subscriber: Api, query: str, field: str, expected: object
) -> None:
    found = search(subscriber, query)
    values = [o[field]["Primary"] if field == "Status" else o[field] for o in found]
    assert set(values) == {expected}
    assert 0 < len(found) < len(everything(subscriber))


def test_repeated_parameters_widen_and_different_ones_narrow(subscriber: Api) -> None:
    both = {o["Status"]["Primary"] for o in search(subscriber, "status=OPEN&status=COMPLETED")}
    assert both == {"OPEN", "COMPLETED"}
    found = search(subscriber, "status[0]=OPEN&extendedStatus=DECLINED&trade=HVAC")
    assert found
    assert {(o["Status"]["Extended"], o["Trade"]) for o in found} == {("DECLINED", "HVAC")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("id=107002896", [107002896], id="one"),
        pytest.param("id=106746300&id=107002896&id=106746300", [107002896, 106746300], id="two"),
        pytest.param(f"id={demo.GPS_ORDER}&id=0&id=-1", [], id="none of the caller's"),
        pytest.param("id=107002896&status=COMPLETED", [], id="in another status"),
        pytest.param(f"id=107002896&locationId={UNION_SQUARE}", [107002896], id="at its place"),
        pytest.param(f"id=107002896&locationId={ELSEWHERE}", [], id="at another place"),
        pytest.param("number=10700", [107006570, 107002896], id="beginning of the number"),
        pytest.param("number=07002896", [], id="end of the number"),
        pytest.param("serviceId=1", [], id="no service id"),
    ],
)
def test_work_orders_are_found_by_what_names_them(
    emulator: Emulator, provider: Api, query: str, expected: list[int]
) -> None:
    api = emulator.login("larkfield.facilities") if "number" in query else provider
    assert ids(api, query) == expected


@pytest.mark.parametrize("parameter", ["locationId", "otherLocationId"])
def test_a_location_keeps_its_work_orders(provider: Api, parameter: str) -> None:
    found = search(provider, f"{parameter}={UNION_SQUARE}")
    assert {o["Location"]["Id"] for o in found} == {UNION_SQUARE}


def test_a_store_is_named_as_the_subscriber_names_it(subscriber: Api) -> None:
    assert ids(subscriber, "storeId=0101") == ids(subscriber, f"locationId={UNION_SQUARE}") != []


def test_a_store_from_a_provider_is_ignored(provider: Api) -> None:
    assert ids(provider, "storeId=0101") == ids(provider)


@pytest.mark.parametrize(
    ("user", "query", "expected"),
    [
        pytest.param("nwhvac.admin", "locationId=1", (400, 601), id="unknown location"),
        pytest.param("juniper.ops", f"locationId={UNION_SQUARE}", (400, 601), id="another's"),
        pytest.param("larkfield.nyc", f"locationId={ELSEWHERE}", (400, 601), id="no access"),
        pytest.param("larkfield.nyc", "storeId=0999", (400, 606), id="unknown store"),
        pytest.param("juniper.ops", "storeId=0101", (400, 606), id="another's store"),
        pytest.param("larkfield.nyc", "storeId=0152", (400, 606), id="store without access"),
    ],
)
def test_a_place_that_the_caller_does_not_have_is_refused(
    emulator: Emulator, user: str, query: str, expected: tuple[int, int]
) -> None:
    answer = emulator.login(user).get(f"/workorders?{query}")
    assert refusal(answer)[:2] == expected


def test_a_location_and_another_store_do_not_go_together(subscriber: Api) -> None:
    answer = subscriber.get(f"/workorders?locationId={ELSEWHERE}&storeId=0101")
    assert refusal(answer) == (400, 606, "Cannot find location by StoreId")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("callDate=2026-06-06", [107002896], id="a day"),
        pytest.param("callDate=2026-06-01..2026-06-06", [107002896, 106971884], id="days"),
        pytest.param("callDate=2026-06-06..2026-06-01", [], id="backwards"),
        pytest.param("callDate=2000-01-01", [], id="long ago"),
    ],
)
def test_a_date_is_a_day_or_a_range(provider: Api, query: str, expected: list[int]) -> None:
    assert ids(provider, f"{query}&locationId={UNION_SQUARE}") == expected


@pytest.mark.parametrize(
    "query",
    [
        "callDate=yesterday", "callDate=..", "scheduledDate=2026-06-01..", "expirationDate=",
        "callDate=2026-13-01", "callDate=9999-12-31..9999-12-31", "id=abc", "page=one",
        "locationId=2147483648", "sort=Foo", "sort=Id sideways", "sort=-", "sort=Labels",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed(provider: Api, query: str) -> None:
    assert refusal(provider.get(f"/workorders?{query}")) == MALFORMED


@pytest.mark.parametrize("sort", ["", "Id", "id asc", "CallDate", "Status", "Trade"])
def test_a_sort_is_turned_around_by_desc_and_by_a_minus(provider: Api, sort: str) -> None:
    field = sort.partition(" ")[0] or "Id"
    rising = search(provider, f"sort={sort or 'Id'}")
    assert [o["Id"] for o in search(provider, f"sort=-{field}")] == ids(
        provider, f"sort={field} desc"
    )
    if field.lower() == "id":
        assert [o["Id"] for o in rising] == sorted(ids(provider))


def test_what_has_no_value_comes_first(provider: Api) -> None:
    found = search(provider, "sort=CompletedDate")
    dates = [o.get("CompletedDate", "") for o in found]
    assert dates == sorted(dates)
    assert dates[0] == ""


@pytest.mark.parametrize(
    ("user", "field"),
    [
        ("larkfield.facilities", "Subscriber"),
        ("juniper.ops", "Subscriber"),
        ("nwhvac.admin", "Provider"),
        ("tidewell.office", "Provider"),
    ],
)
def test_each_company_sees_its_own(emulator: Emulator, user: str, field: str) -> None:
    found = search(emulator.login(user))
    assert len({order[field]["Id"] for order in found}) == 1
    assert found


def test_a_user_with_locations_sees_those_only(emulator: Emulator) -> None:
    found = search(emulator.login("larkfield.nyc"))
    assert {o["Location"]["Id"] for o in found} == {2005148201, 2005148208}


def test_unknown_parameters_are_ignored(provider: Api) -> None:
    assert ids(provider, "assignedTo=7&updatedSince=2026-06-01") == ids(provider)


def test_with_replication_lag_a_new_work_order_is_not_listed_yet(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(replication_lag_seconds=30)
    emulator.change("workorders", demo.ORDER, CreatedDate="2026-06-15T12:00:00Z")
    assert demo.ORDER not in ids(provider)
    emulator.advance("31s")
    assert demo.ORDER in ids(provider)
