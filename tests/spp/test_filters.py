"""Filters of lists: every operator, and what is none."""

from collections.abc import Mapping

import pytest

from emulator.vendors.spp.filters import MOST, Search
from tests.spp.desk import Desk, fixture, read
from tests.world import Json, start

#: Tickets in a row, so that each test names those it gets by their subject.
ROWS: dict[str, Json] = {
    "Anna": {"status_id": 1, "note": "Call", "tags": ["a", "b"], "order_id": 5001},
    "bert": {"status_id": 2, "note": None, "tags": ["b"], "user_id": 1002},
    "Cleo": {"status_id": 3, "note": "call back", "date_closed": "2026-06-10T10:00:00Z"},
    "dora": {"status_id": 3, "note": "", "date_closed": "2026-06-12T10:00:00Z"},
}
BLANK: Json = {
    "workspace_id": 1,
    "user_id": 1001,
    "source": "API",
    "order_id": None,
    "employee_ids": [],
    "tags": [],
    "note": None,
    "metadata": {},
    "updated_at": "2026-06-12T14:05:00Z",
    "last_message_at": None,
    "date_closed": None,
    "deleted_at": None,
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    """A workspace with these tickets and no others; nobody changes it."""
    emulator = start("relaxed")
    rows = {
        str(n): BLANK
        | {"id": n, "number": f"AA00000{n}", "subject": subject}
        | {"created_at": f"2026-06-0{n - 9990}T08:00:00Z"}
        | ROWS[subject]
        for n, subject in enumerate(ROWS, 9991)
    }
    gone = {i: t | {"deleted_at": "2026-06-13T00:00:00Z"} for i, t in fixture()["tickets"].items()}
    filled = {
        "id": 9991,
        "workspace_id": 1,
        "order_id": None,
        "ticket_id": 9992,
        "form_field_id": None,
        "field_id": None,
        "formable_id": None,
        "formable_type": None,
        "onboarding_field_id": None,
        "onboarding_form_id": None,
        "name": "Email",
        "type": "text",
        "value": "bert@juniper.example",
        "submitted_at": None,
        "created_at": "2026-06-12T14:05:00Z",
        "updated_at": "2026-06-12T14:05:00Z",
    }
    put = {"tickets": gone | rows, "formfields": {"9991": filled}}
    emulator.control("POST", "/fixtures", {"spp": put})
    return Desk(emulator)


def asked(desk: Desk, query: str) -> str:
    """The first letters of the subjects that a query gets, in the order of the table."""
    found = read(desk.request("GET", f"/tickets?sort=id:asc&limit=100&{query}"))["data"]
    return "".join(ticket["subject"][0] for ticket in found)


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("filters[status][$eq]=3", "Cd"),
        ("filters[status]=3", "Cd"),
        ("filters[status_id][$eq]=3", "Cd"),
        ("filters[subject][$eq]=ANNA", "A"),
        ("filters[subject][$eqc]=ANNA", ""),
        ("filters[subject][$eqc]=Anna", "A"),
        ("filters[subject][$eq][]=anna&filters[subject][$eq][]=cleo", "AC"),
        ("filters[tags][$eq]=b", "Ab"),
        ("filters[status][$ne]=3", "Ab"),
        ("filters[note][$ne]=call", "Cd"),
        ("filters[status][$in][]=1&filters[status][$in][]=2", "Ab"),
        ("filters[status][$in][0]=1&filters[status][$in][5]=3", "ACd"),
        ("filters[status][$in]=1", "A"),
        ("filters[status][$notIn][]=1", "bCd"),
        ("filters[status][$lt]=2", "A"),
        ("filters[status][$lte]=2", "Ab"),
        ("filters[status][$gt]=2", "Cd"),
        ("filters[status][$gte]=2", "bCd"),
        ("filters[status][$between][]=2&filters[status][$between][]=3", "bCd"),
        ("filters[status][$notBetween][]=2&filters[status][$notBetween][]=3", "A"),
        ("filters[note][$contains]=CALL", "AC"),
        ("filters[note][$containsc]=Call", "A"),
        ("filters[note][$notContains]=back", "Ad"),
        ("filters[note][$notContainsc]=Call", "Cd"),
        ("filters[subject][$startsWith]=b", "b"),
        ("filters[subject][$startsWithc]=a", ""),
        ("filters[subject][$endsWith]=A", "Ad"),
        ("filters[subject][$endsWithc]=A", ""),
        ("filters[note][$null]=true", "b"),
        ("filters[note][$notNull]=1", "ACd"),
        ("filters[date_closed][$gt]=2026-06-11", "d"),
        ("filters[date_closed][$lt]=2026-06-11T00:00:00%2B00:00", "C"),
        ("filters[date_closed][$eq]=2026-06-12T10:00:00%2B00:00", "d"),
        ("filters[date_closed][$eq]=2026-06-12 10:00:00", "d"),
    ],
)
def test_an_operator_chooses(desk: Desk, query: str, letters: str) -> None:
    assert asked(desk, query) == letters


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("filters[status]=3&filters[subject][$startsWith]=d", "d"),
        ("filters[status][$gt]=1&filters[status][$lt]=3", "b"),
        ("filters[$or][0][status]=1&filters[$or][1][status]=2", "Ab"),
        ("filters[$or][0][status]=3&filters[$or][0][note]=&filters[$or][1][status]=1", "Ad"),
        ("filters[$or][status]=1&filters[$or][subject]=dora", "Ad"),
        ("filters[$and][0][status]=3&filters[$and][1][subject]=cleo", "C"),
        ("filters[$and][0][$or][0][status]=1&filters[$and][0][$or][1][status]=3", "ACd"),
        ("filters[$or][0][$and][0][status]=3&filters[$or][0][$and][1][subject]=dora", "d"),
        ("filters[$or][0][status]=3&filters[subject]=anna", ""),
    ],
)
def test_conditions_are_combined(desk: Desk, query: str, letters: str) -> None:
    assert asked(desk, query) == letters


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("filters[client.email][$contains]=juniperspoon", "b"),
        ("filters[client][email][$eq]=dana.whitfield@larkfield.example", "ACd"),
        ("filters[client][id]=1002", "b"),
        ("filters[form_data.Email][$eq][]=bert@juniper.example", "b"),
        ("filters[form_data][Email]=BERT@juniper.example", "b"),
        ("filters[form_data.Phone][$notNull]=1", ""),
        ("filters[order_id]=6A1F20C4", "A"),
        ("filters[employees]=2", ""),
    ],
)
def test_what_belongs_to_a_record_can_be_asked_for(desk: Desk, query: str, letters: str) -> None:
    assert asked(desk, query) == letters


@pytest.mark.parametrize(
    "query",
    [
        "filters=x",
        "filters[]=x",
        "filters[][]=x",
        "filters[status]=3&filters=x",
        "filters[status",
        "filters]status[=3",
        "filters[colour]=red",
        "filters[status][$like]=3",
        "filters[status][$EQ]=1",
        "filters[status][like]=3",
        "filters[status][$eq][deep][deeper]=3",
        "filters[status][$eq][$eq]=3",
        "filters[client]=1001",
        "filters[client][password]=x",
        "filters[a][b][c][d][e][f]=1",
        "filters[" + "a][" * 500 + "b]=1",
        "filters[$and]=x",
        "filters[$or][]=x",
        "filters[$or][0]=x",
        "filters[$or][0][colour]=red",
        "filters[$not][status]=3",
        "filters[status][$between][]=2",
        "filters[status][$between]=2",
        "filters[status][$between][a]=1&filters[status][$between][b]=3",
        "filters[status][$lt][x]=1",
        "filters[status][$in][0][0]=1",
        "filters[__class__][$eq]=x",
        "filters[%00][$eq]=%00",
    ],
)
def test_what_is_no_condition_is_ignored(desk: Desk, query: str) -> None:
    letters = "Cd" if query.startswith("filters[status]=3") else "AbCd"
    assert asked(desk, query) == letters


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("filters[status][$eq]=", ""),
        ("filters[status][$in][]=", ""),
        ("filters[status][$lt][]=", ""),
        ("filters[status][$gt]=abc", ""),
        ("filters[status][$gte]=nan", ""),
        ("filters[status][$lt]=1e999", ""),
        ("filters[status][$lt]=1_0", ""),
        ("filters[status][$eq]=%D9%A3", ""),
        ("filters[status][$lt][]=2&filters[status][$lt][]=9", "A"),
        ("filters[note][$eq]=", "d"),
        ("filters[metadata][$eq]=x", ""),
        ("filters[metadata.floor][$null]=1", "AbCd"),
    ],
)
def test_values_that_nothing_has_find_nothing(desk: Desk, query: str, letters: str) -> None:
    assert asked(desk, query) == letters


def test_of_very_many_values_each_counts(desk: Desk) -> None:
    values = "&".join(f"filters[status][$in][]={n}" for n in range(3, 2_000))
    assert asked(desk, values) == "Cd"


def chosen(asked: object) -> list[int]:
    columns: Mapping[str, Mapping[int, object]] = {"status": {1: 1, 2: 2}}
    return Search(columns.get).chosen([1, 2], asked)


def test_of_thousands_of_conditions_the_first_thousand_count() -> None:
    first = [{"status": {"$ne": "9"}}] * MOST
    more = [{"status": {"$eq": "9"}}] * 2_000
    assert chosen({"$and": [*first, *more]}) == [1, 2]
    assert chosen({"$and": [*more, *first]}) == []
    assert chosen({"$or": [{"status": str(n)} for n in range(2, 3_000)]}) == [2]


@pytest.mark.parametrize("key", ["$and", "$or", "status", "$eq"])
def test_depth_alone_is_no_condition(key: str) -> None:
    asked: object = {"status": "9"} if key == "$eq" else "9"
    for _ in range(16):
        asked = {key: [asked]} if key in ("$and", "$or") else {key: asked}
    assert chosen(asked) == [1, 2]


def test_a_filter_is_kept_in_the_links_of_its_pages(desk: Desk) -> None:
    page = desk.read("/tickets", **{"filters[status][$in][]": 3, "limit": 1})
    assert page["meta"]["total"] == 2
    assert "filters%5Bstatus%5D%5B%24in%5D%5B%5D=3&limit=1&page=2" in page["links"]["next"]
    address = page["links"]["next"].partition("/spp/api")[2]
    assert read(desk.request("GET", address))["data"][0]["subject"] == "Cleo"


def test_under_v1_the_id_of_a_ticket_is_its_number(desk: Desk) -> None:
    v1 = Desk(desk.emulator, prefix="/spp/api/v1")
    assert asked(v1, "filters[id]=AA000009992") == "b"
    assert asked(desk, "filters[id]=9992") == "b"


def test_a_filter_never_leads_into_another_workspace(other: Desk) -> None:
    for query in ({"filters[workspace_id]": 1}, {"filters[$or][0][workspace_id]": 1}):
        assert 5001 not in other.ids("/tickets", **query)
        assert all(row["id"] == 3 for row in other.read("/team", **query)["data"])
