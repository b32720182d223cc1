"""Each action and search of the Boost.space / Make app, by the calls that it makes."""

import pytest

from tests.receiver import Receiver
from tests.spp.app import LIMIT, App
from tests.spp.desk import OTHER, Desk, errors, listen, messages, read, state
from tests.world import Emulator, Json

ORDER = "6A1F20C4"
#: An order of another workspace.
FOREIGN = "C0FFEE42"
#: Rows of a page of three.
SMALL = 5
BASES = ["/api/v1", "/api"]


@pytest.fixture(params=BASES)
def app(emulator: Emulator, request: pytest.FixtureRequest) -> App:
    """The app on either API."""
    return App(emulator, base=request.param)


# Connection


@pytest.mark.parametrize("is_basic", [True, False], ids=["basic", "bearer"])
@pytest.mark.parametrize("url", ["/team?limit=1", "/orders", "/clients", "/invoices"])
def test_a_connection_is_tested(app: App, url: str, *, is_basic: bool) -> None:
    app.is_basic = is_basic
    page = read(app.call("GET", url))
    assert page["data"]
    assert page["meta"]["path"] == app.joined(url.partition("?")[0])


@pytest.mark.parametrize("is_basic", [True, False], ids=["basic", "bearer"])
@pytest.mark.parametrize("key", ["", "spp_api_wrong", OTHER], ids=["none", "wrong", "another's"])
def test_a_wrong_key_is_no_connection(app: App, key: str, *, is_basic: bool) -> None:
    app.is_basic, app.key = is_basic, key
    before = state(app.emulator)
    assert read(app.call("GET", "/team?limit=1"), 401) == {"message": "Unauthenticated."}
    assert app.create_order_message(ORDER, "Hello").status_code == 401
    assert state(app.emulator) == before


def test_an_unknown_subdomain_is_no_connection(app: App) -> None:
    app.subdomain = "nobody"
    assert read(app.call("GET", "/orders"), 404) == {"message": "Not Found"}


# Create an Order Message


@pytest.mark.parametrize(("staff_only", "expected"), [("0", False), ("1", True)])
def test_an_order_message_is_created(
    app: App, receiver: Receiver, staff_only: str, *, expected: bool
) -> None:
    listen(app.emulator, "message.posted")
    answer = app.create_order_message(ORDER, "<p>On our way.</p>", user_id=2, staff_only=staff_only)
    made = read(answer, 201)
    assert (made["message"], made["user_id"]) == ("<p>On our way.</p>", 2)
    assert (made["staff_only"], made["order"]["number"], made["ticket"]) == (expected, ORDER, None)
    assert app.list_order_messages(ORDER)[0] == made
    assert [m["data"]["id"] for m in messages(app.emulator, receiver)] == [made["id"]]


def test_an_order_message_is_created_with_a_file(app: App) -> None:
    parts = {"attachments[]": ("before.jpg", b"\xff\xd8", "image/jpeg")}
    fields = {"message": "See the picture.", "staff_only": "0"}
    answer = app.call("POST", f"/order_messages/{ORDER}", data=fields, files=parts)
    made = read(answer, 201)
    assert made["message"] == "See the picture."
    assert "before.jpg" in made["files"][0]


@pytest.mark.parametrize(
    ("order", "fields", "status"),
    [
        (ORDER, {"message": ""}, 422),
        (ORDER, {"message": "Hello", "user_id": "1002"}, 422),
        (ORDER, {"message": "Hello", "user_id": "me"}, 422),
        (ORDER, {"message": "Hello", "staff_only": "maybe"}, 422),
        ("00000000", {"message": "Hello"}, 404),
        (FOREIGN, {"message": "Hello"}, 404),
    ],
    ids=str,
)
def test_an_order_message_that_cannot_be_is_refused_and_not_created(
    app: App, receiver: Receiver, order: str, fields: Json, status: int
) -> None:
    listen(app.emulator)
    before = state(app.emulator)
    assert app.create_order_message(order, **fields).status_code == status
    assert state(app.emulator) == before
    assert messages(app.emulator, receiver) == []


# List Order Messages


@pytest.fixture
def chatty(app: App) -> list[int]:
    """An order with more messages than a module asks for; their ids, the newest first."""
    for number in range(LIMIT + 2):
        read(app.create_order_message("B1C2D3E4", f"{number}"), 201)
    return [m["id"] for m in app.list_order_messages("B1C2D3E4", 100)]


def test_ten_messages_are_listed_unless_more_are_wanted(app: App, chatty: list[int]) -> None:
    assert [m["id"] for m in app.list_order_messages("B1C2D3E4")] == chatty[:LIMIT]
    assert chatty == sorted(chatty, reverse=True)


def test_messages_are_read_to_the_end_by_link_and_by_number(app: App, chatty: list[int]) -> None:
    page = read(app.call("GET", f"/order_messages/B1C2D3E4?limit={SMALL}"))
    last = page["meta"]["last_page"]
    pages = [
        read(app.call("GET", f"/order_messages/B1C2D3E4?limit={SMALL}&page={number}"))
        for number in range(1, last + 1)
    ]
    assert [m["id"] for p in pages for m in p["data"]] == chatty
    followed = [page]
    while (url := followed[-1]["links"]["next"]) is not None:
        followed.append(read(app.call("GET", url)))
    assert followed == pages


def test_a_limit_that_is_none_is_the_usual_and_one_too_high_the_most(app: App) -> None:
    for limit, rows in (("0", 20), ("10000", 100), ("", 20), ("all", 20)):
        page = read(app.call("GET", f"/order_messages/{ORDER}", params={"limit": limit}))
        assert page["meta"]["per_page"] == rows


def test_messages_of_an_order_of_another_workspace_are_not_listed(app: App) -> None:
    assert app.call("GET", f"/order_messages/{FOREIGN}").status_code == 404


# Delete an Order Message


def test_an_order_message_is_deleted(app: App) -> None:
    gone = app.delete_order_message(ORDER, 7001)
    assert (gone.status_code, gone.content) == (204, b"")
    assert 7001 not in [m["id"] for m in app.list_order_messages(ORDER)]
    assert app.delete_order_message(ORDER, 7001).status_code == 404


def test_a_message_is_not_deleted_of_an_order_that_it_is_not_of(app: App) -> None:
    before = state(app.emulator)
    assert app.call("DELETE", "/api/v1/order_messages/B1C2D3E4/7001").status_code == 404
    assert App(app.emulator, OTHER, "sparrowelectric", app.base).delete_order_message(
        FOREIGN, 7001
    ).status_code == 404  # fmt: skip
    assert state(app.emulator) == before


# Make an API Call


@pytest.mark.parametrize("url", ["/orders", "orders", "/api/orders", "/api/v1/orders"])
def test_a_relative_url_is_below_the_base_unless_it_names_one(app: App, url: str) -> None:
    answer = app.call("GET", url, params={"limit": "2"}, headers={"X-Api-Version": ""})
    page = read(answer)
    numbers = [row["number"] for row in read(app.call("GET", "/orders"))["data"]]
    assert [row["number"] for row in page["data"]] == numbers[:2]
    assert answer.headers["x-api-version"] == "20231214"
    assert answer.headers["x-api-identifier"]


@pytest.mark.parametrize("update", ["PUT", "PATCH", "POST"])
def test_an_api_call_makes_changes_and_deletes(emulator: Emulator, update: str) -> None:
    app = App(emulator, base="/api/v1" if update == "POST" else "/api")
    how = "data" if update == "POST" else "json"
    new = {"user_id": 1001, "service": "Ladder inspection"}
    number = read(app.call("POST", "/orders", **{how: new}), 201)["number"]
    changed = read(app.call(update, f"/orders/{number}", **{how: {"note": "By the app"}}))
    assert (changed["note"], changed["service"]) == ("By the app", "Ladder inspection")
    assert app.call("DELETE", f"/orders/{number}").status_code == 204
    assert app.call("GET", f"/orders/{number}").status_code == 404


def test_an_api_call_is_refused_in_the_vendors_words(emulator: Emulator) -> None:
    app = App(emulator, base="/api")
    before = state(emulator)
    assert "status" in errors(app.call("PUT", f"/orders/{ORDER}", json={"status": 77}))
    assert read(app.call("GET", "/pages"), 404) == {"message": "Not Found"}
    assert app.call("PUT", "/team/1", json={"name_f": "R"}).status_code == 405
    text = {"content-type": "text/plain"}
    assert app.call("POST", "/orders", content=b"user_id", headers=text).status_code == 415
    assert state(emulator) == before


# Dropdowns


def test_orders_are_chosen_by_number_service_and_client(app: App, desk: Desk) -> None:
    offered = app.choose_order()
    assert offered[ORDER] == "HVAC service call, Dana Whitfield"
    assert FOREIGN not in offered
    for number in offered:
        assert desk.read(f"/orders/{number}")["number"] == number


def test_messages_are_chosen_by_what_they_say(app: App) -> None:
    assert app.choose_message(ORDER)[7001] == "Unit 2 short cycles since this morning."


def test_on_the_older_api_an_orders_id_is_its_number(emulator: Emulator) -> None:
    rows = read(App(emulator).call("GET", "/orders"))["data"]
    assert [row["id"] for row in rows] == [row["number"] for row in rows]
