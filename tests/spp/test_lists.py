"""Lists: pages as Laravel has them, and their order."""

from collections.abc import Sequence

import pytest

from tests.spp.desk import OTHER, OWNER, Desk, fixture, read
from tests.world import Emulator, Json, start

#: How many tickets there are, and their ids.
MANY = 300
IDS = range(8001, 8001 + MANY)
BLANK: Json = {
    "workspace_id": 1,
    "user_id": 1001,
    "subject": "Rattles",
    "status_id": 1,
    "source": "API",
    "order_id": None,
    "employee_ids": [],
    "tags": [],
    "note": None,
    "metadata": {},
    "created_at": "2026-06-12T14:05:00Z",
    "updated_at": "2026-06-12T14:05:00Z",
    "last_message_at": None,
    "date_closed": None,
    "deleted_at": None,
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    """A workspace with so many tickets, all of one instant, and no others; nobody changes it."""
    emulator = start("relaxed")
    gone = {i: t | {"deleted_at": "2026-06-13T00:00:00Z"} for i, t in fixture()["tickets"].items()}
    rows = {str(n): BLANK | {"id": n, "number": f"AAAA{n}", "status_id": n % 3} for n in IDS}
    emulator.control("POST", "/fixtures", {"spp": {"tickets": gone | rows}})
    return Desk(emulator)


def page_of(desk: Desk, query: str = "") -> Json:
    return read(desk.request("GET", f"/tickets?{query}"))


def first_rows(page: Json) -> list[int]:
    return [row["id"] for row in page["data"][:3]]


def test_a_page_is_enveloped_as_laravel_does(desk: Desk) -> None:
    page = page_of(desk, "limit=100&page=2")
    at = "http://127.0.0.1:8080/spp/api/tickets"
    host = page["meta"]["path"].partition("/spp")[0]
    at = f"{host}/spp/api/tickets"
    assert set(page) == {"data", "links", "meta"}
    assert page["links"] == {
        "first": f"{at}?limit=100&page=1",
        "last": f"{at}?limit=100&page=3",
        "prev": f"{at}?limit=100&page=1",
        "next": f"{at}?limit=100&page=3",
    }
    assert page["meta"] == {
        "current_page": 2,
        "from": 101,
        "last_page": 3,
        "links": [
            {"url": f"{at}?limit=100&page=1", "label": "Previous", "active": False},
            {"url": f"{at}?limit=100&page=1", "label": "1", "active": False},
            {"url": f"{at}?limit=100&page=2", "label": "2", "active": True},
            {"url": f"{at}?limit=100&page=3", "label": "3", "active": False},
            {"url": f"{at}?limit=100&page=3", "label": "Next", "active": False},
        ],
        "path": at,
        "per_page": 100,
        "to": 200,
        "total": MANY,
    }


def test_the_ends_have_nothing_beyond(desk: Desk) -> None:
    first, last = page_of(desk)["links"], page_of(desk, "page=15")["links"]
    assert (first["prev"], last["next"]) == (None, None)
    assert page_of(desk, "page=15")["meta"]["links"][-1]["url"] is None


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        (1, [*range(1, 11), "...", 29, 30]),
        (7, [*range(1, 11), "...", 29, 30]),
        (8, [1, 2, "...", *range(5, 12), "...", 29, 30]),
        (23, [1, 2, "...", *range(20, 27), "...", 29, 30]),
        (24, [1, 2, "...", *range(21, 31)]),
        (30, [1, 2, "...", *range(21, 31)]),
        (99, [1, 2, "...", *range(21, 31)]),
    ],
)
def test_of_many_pages_those_around_and_the_ends_have_a_link(
    desk: Desk, page: int, labels: list[object]
) -> None:
    links = page_of(desk, f"limit=10&page={page}")["meta"]["links"]
    assert [link["label"] for link in links[1:-1]] == [str(label) for label in labels]
    assert [link["label"] for link in links if link["active"]] == [str(page)] * (page <= 30)
    assert {link["url"] for link in links if link["label"] == "..."} == {None}


def test_a_page_past_the_end_is_empty(desk: Desk) -> None:
    page = page_of(desk, "page=16")
    assert (page["data"], page["meta"]["from"], page["meta"]["to"]) == ([], None, None)
    assert (page["meta"]["current_page"], page["meta"]["last_page"]) == (16, 15)
    assert page["links"]["prev"].endswith("page=15")
    assert page["links"]["next"] is None


def test_a_list_of_nothing_has_one_page(desk: Desk) -> None:
    page = page_of(desk, "filters[id]=0")
    assert (page["data"], page["meta"]["total"], page["meta"]["last_page"]) == ([], 0, 1)
    assert (page["links"]["next"], len(page["meta"]["links"])) == (None, 3)


@pytest.mark.parametrize(
    ("limit", "size"),
    [
        ("1", 1),
        ("7", 7),
        ("0", 20),
        ("00", 20),
        ("", 20),
        ("-5", 20),
        ("many", 20),
        ("1e2", 20),
        ("2.5", 20),
        ("%D9%A3", 20),
        ("100", 100),
        ("101", 100),
        ("10000", 100),
        ("9" * 5_000, 100),
    ],
)
def test_a_limit_is_met_cut_or_ignored(desk: Desk, limit: str, size: int) -> None:
    page = page_of(desk, f"limit={limit}")
    assert (len(page["data"]), page["meta"]["per_page"]) == (size, size)


@pytest.mark.parametrize("page", ["0", "-1", "", "two", "1.5", "01"])
def test_a_page_that_is_none_is_the_first(desk: Desk, page: str) -> None:
    assert page_of(desk, f"page={page}")["meta"]["current_page"] == 1


def test_a_page_beyond_all_numbers_is_an_empty_one(desk: Desk) -> None:
    page = page_of(desk, "page=" + "9" * 400)
    assert (page["data"], page["meta"]["total"]) == ([], MANY)


def test_the_most_rows_of_a_page_are_a_switch(emulator: Emulator, desk: Desk) -> None:
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": {"limit_most": 1}})
    page = Desk(emulator).read("/team", limit=10_000)
    assert (len(page["data"]), page["meta"]["per_page"]) == (1, 1)
    assert page_of(desk, "limit=10000")["meta"]["per_page"] == 100


NEWEST = [8300, 8299, 8298]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("", NEWEST),
        ("created_at:desc", NEWEST),
        ("created_at:asc", [8001, 8002, 8003]),
        ("created_at", [8001, 8002, 8003]),
        ("id:desc", NEWEST),
        ("id:DESC", NEWEST),
        ("id:asc", [8001, 8002, 8003]),
        ("status:asc", [8001, 8004, 8007]),
        ("status:desc", [8300, 8297, 8294]),
        ("status_id:desc", [8300, 8297, 8294]),
        ("number:desc", NEWEST),
        ("last_message_at:desc", NEWEST),
        ("note:asc", [8001, 8002, 8003]),
        ("tags:asc", [8001, 8002, 8003]),
        ("colour:asc", NEWEST),
        ("client:asc", NEWEST),
        (":", NEWEST),
        ("id:sideways", [8001, 8002, 8003]),
        ("__class__:asc", NEWEST),
    ],
)
def test_a_list_is_sorted_and_rows_that_are_alike_keep_their_order(
    desk: Desk, sort: str, ids: list[int]
) -> None:
    expected = ids if not sort.startswith("status") else _by_status(sort)
    assert first_rows(page_of(desk, f"sort={sort}")) == expected


def _by_status(sort: str) -> list[int]:
    """The first three by status, and by id where that is the same."""
    rows = sorted((each % 3, each) for each in IDS)
    return [each for _, each in (rows[::-1] if sort.endswith("desc") else rows)][:3]


@pytest.mark.parametrize("query", ["sort=created_at:desc", "sort=status:asc", "sort=note:desc", ""])
def test_every_row_is_on_one_page(desk: Desk, query: str) -> None:
    pages = [page_of(desk, f"{query}&limit=100&page={n}")["data"] for n in (1, 2, 3)]
    assert sorted(row["id"] for rows in pages for row in rows) == list(IDS)


def test_the_other_parameters_are_kept_in_links(desk: Desk) -> None:
    asked = "sort=id:asc&limit=1&page=2&filters[status][$in][]=1&filters[status][$in][]=2&x=a%26b&y"
    page = page_of(desk, asked)
    query = page["links"]["next"].partition("?")[2]
    assert query == (
        "sort=id%3Aasc&limit=1&filters%5Bstatus%5D%5B%24in%5D%5B%5D=1"
        "&filters%5Bstatus%5D%5B%24in%5D%5B%5D=2&x=a%26b&y=&page=3"
    )
    assert page_of(desk, query)["meta"]["current_page"] == 3
    assert page_of(desk, query)["meta"]["total"] == page["meta"]["total"]


@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
def test_links_lead_on_below_the_same_prefix(desk: Desk, prefix: str) -> None:
    there = Desk(desk.emulator, prefix=prefix)
    found: list[object] = []
    address = "/tickets?limit=100"
    while address:
        page = read(there.request("GET", address))
        found += page["data"]
        before, _, address = (page["links"]["next"] or "").partition(prefix)
        assert before in ("", page["meta"]["path"].partition(prefix)[0])
    assert len(found) == MANY


@pytest.mark.parametrize("path", ["/api/team", "/api/v1/team"])
@pytest.mark.parametrize(
    ("host", "key", "owner"),
    [
        ("norwellhvac.spp.localhost", OWNER, 1),
        ("norwellhvac.spp.localhost:8080", OWNER, 1),
        ("NorwellHVAC.spp.io", OWNER, 1),
        ("sparrowelectric.wayfront.com", OTHER, 2),
    ],
)
def test_links_lead_on_to_the_same_host(
    emulator: Emulator, path: str, host: str, key: str, owner: int
) -> None:
    headers = {"Authorization": f"Bearer {key}", "Host": host}
    answer = read(emulator.http.request("GET", f"{path}?limit=1", headers=headers))
    users = fixture()["users"].values()
    total = sum(user["is_team"] and user["workspace_id"] == owner for user in users)
    assert answer["meta"]["total"] == total
    assert answer["meta"]["path"] == f"http://{host}{path}"
    assert answer["links"]["last"] == f"http://{host}{path}?limit=1&page={total}"


def test_what_is_deleted_or_another_workspaces_is_not_counted(desk: Desk) -> None:
    stranger = Desk(desk.emulator, OTHER)
    own: Sequence[object] = [t for t in fixture()["tickets"].values() if t["workspace_id"] == 2]
    assert page_of(desk)["meta"]["total"] == MANY
    assert page_of(stranger)["meta"]["total"] in (0, len(own))


def test_a_new_row_is_first_and_a_deleted_one_is_gone(emulator: Emulator) -> None:
    desk = Desk(emulator)
    before = page_of(desk)["meta"]["total"]
    made = read(desk.post("/tickets", {"user_id": 1001, "subject": "x"}), 201)["id"]
    after = page_of(desk)
    assert (after["data"][0]["id"], after["meta"]["total"]) == (made, before + 1)
    desk.delete(f"/tickets/{made}")
    assert page_of(desk)["meta"]["total"] == before
