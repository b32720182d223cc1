"""The items of a quote: what is offered, and what that comes to."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

QUOTE = next(r for r in fixture()["quotes"].values() if r["name"] == "Replace rooftop unit 2")
PATH = f"/quote/{QUOTE['id']}"
ROWS = [row for row in fixture()["quoteitems"].values() if row["quoteId"] == QUOTE["id"]]
FIRST = f"{PATH}/item/{ROWS[0]['id']}"
FOREIGN = next(r for r in fixture()["quoteitems"].values() if r["quoteId"] != QUOTE["id"])
OTHER_SERVICE = next(
    r for r in fixture()["servicerequests"].values()
    if r["id"] not in QUOTE["serviceRequestIds"] and r["locationId"] == QUOTE["locationId"]
)  # fmt: skip
LIB_ITEM = record("libitems", type="fee")
LINE = record("servicelines")
ITEM = {"description": "Crane", "quantity": 1, "price": 1450, "serviceLineId": LINE["id"]}
FIELDS = """id uri description libItem serviceLine serviceRequest quote price quantity taxRate
taxRateDetails cost visibility"""
OPEN = ["quote.updated", "quote.updated"]
WRONG: dict[str, tuple[Json, Json]] = {
    "no-lib-item": ({"libItemId": 5}, {"libItemId": "Lib item is invalid"}),
    "no-line": ({"serviceLineId": 5}, {"serviceLineId": "Service line is invalid"}),
    "neither": (
        {"serviceLineId": None, "libItemId": None},
        {"serviceLineId": "Service line is required"},
    ),
    "other-service": (
        {"serviceRequestId": OTHER_SERVICE["id"]},
        {"serviceRequestId": "Service request is invalid"},
    ),
    "no-service": ({"serviceRequestId": 5}, {"serviceRequestId": "Service request is invalid"}),
    "price": ({"price": "$5"}, {"price": "Price is invalid"}),
    "tax": ({"taxRate": 101}, {"taxRate": "Tax rate is invalid"}),
    "visibility": ({"visibility": "nobody"}, {"visibility": "Visibility is invalid"}),
}


def test_an_item_is_whole_in_its_list_and_a_stub_in_its_quote(trade: Trade) -> None:
    listed = trade.read(f"{PATH}/item")
    assert [row["id"] for row in listed["items"]] == [row["id"] for row in ROWS]
    shown = listed["items"][0]
    assert shown.keys() == set(FIELDS.split())
    assert shown == trade.read(FIRST)
    assert (shown["quote"]["refNumber"], shown["cost"]) == (QUOTE["refNumber"], ROWS[0]["cost"])
    stub = {name: shown[name] for name in ("id", "uri", "description")}
    assert trade.read(PATH)["items"][0] == stub
    assert shown["uri"].endswith(FIRST)


def test_items_are_listed_in_pages(trade: Trade) -> None:
    listed = trade.read(f"{PATH}/item", limit=1, page=2)
    assert [row["id"] for row in listed["items"]] == [ROWS[1]["id"]]
    assert listed["totalPages"] == len(ROWS)


def test_a_new_item_changes_the_quotes_total(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    sent = {
        **ITEM,
        "taxRate": "6.25",
        "cost": 900,
        "serviceRequestId": QUOTE["serviceRequestIds"][0],
    }
    made = data(trade.post(f"{PATH}/item", sent))
    assert told(emulator, receiver) == ["quoteitem.created", *OPEN]
    assert (made["price"], made["taxRate"], made["cost"]) == (1450, 6.25, 900)
    assert (made["libItem"], made["serviceLine"]["id"]) == (None, LINE["id"])
    assert (made["visibility"], made["quantity"]) == ([], 1)
    after = trade.read(PATH)
    assert after["items"][-1]["id"] == made["id"]
    assert (after["subtotal"], after["taxAmount"]) == ("15,290.00", "1,280.87")
    assert after["totalPrice"] == "16,570.87"


def test_an_item_of_a_lib_item_needs_no_service_line(trade: Trade) -> None:
    made = data(trade.post(f"{PATH}/item", {"libItemId": LIB_ITEM["id"], "quantity": "2.5"}))
    assert (made["description"], made["price"]) == (LIB_ITEM["name"], LIB_ITEM["price"])
    assert (made["quantity"], made["taxRate"], made["serviceLine"]) == (2.5, 0, None)


def test_a_put_changes_what_is_sent(trade: Trade, emulator: Emulator, receiver: Receiver) -> None:
    listen(trade)
    before = trade.read(FIRST)
    changed = data(trade.put(FIRST, {"price": "1", "quantity": 2, "taxRate": 0, "cost": None}))
    assert told(emulator, receiver) == ["quoteitem.updated", *OPEN]
    assert (changed["price"], changed["quantity"], changed["cost"]) == (1, 2, None)
    assert changed["description"] == before["description"]
    assert trade.read(FIRST) == changed


@pytest.mark.parametrize(
    "body",
    [{}, {"price": ROWS[0]["price"], "visibility": ROWS[0]["visibility"]}],
    ids=["empty", "the-same"],
)
def test_a_put_that_changes_nothing_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = trade.read(FIRST)
    assert data(trade.put(FIRST, body)) == before
    assert told(emulator, receiver) == []


def test_a_deleted_item_is_gone_and_no_longer_offered(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    for row in ROWS:
        answer = trade.delete(f"{PATH}/item/{row['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert told(emulator, receiver) == ["quoteitem.deleted", *OPEN]
    after = trade.read(PATH)
    assert (after["items"], after["totalPrice"]) == ([], "0.00")
    assert (trade.get(FIRST).status_code, trade.delete(FIRST).status_code) == (404, 404)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_item_is_refused_by_field_and_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, name: str
) -> None:
    body, wrong = WRONG[name]
    listen(trade)
    before = trade.read(f"{PATH}/item")
    assert validation(trade.post(f"{PATH}/item", {**ITEM, **body})) == wrong
    assert validation(trade.put(FIRST, {"libItemId": None, **body})) == wrong
    assert trade.read(f"{PATH}/item") == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("name", ["description", "price", "serviceLineId"])
def test_an_item_without_a_lib_item_says_what_it_is(trade: Trade, name: str) -> None:
    body = {key: value for key, value in ITEM.items() if key != name}
    said = validation(trade.post(f"{PATH}/item", body))
    assert list(said) == [name]
    assert said[name].endswith(" is required")


@pytest.mark.parametrize("status", ["accepted", "rejected", "canceled"])
def test_the_items_of_a_quote_that_is_over_stay_as_they_are(
    trade: Trade, emulator: Emulator, receiver: Receiver, status: str
) -> None:
    quote = record("quotes", status=status)
    path = f"/quote/{quote['id']}"
    item = f"{path}/item/{record('quoteitems', quoteId=quote['id'])['id']}"
    listen(trade)
    before = trade.read(path)
    answers = [trade.post(f"{path}/item", ITEM), trade.put(item, {"price": 1}), trade.delete(item)]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert answers[0].json()["messages"] == {"error": ["The quote cannot be changed"]}
    assert status in answers[0].headers["emulator-reason"]
    assert trade.read(path) == before
    assert told(emulator, receiver) == []


def test_a_quote_that_is_reopened_takes_items_again(trade: Trade) -> None:
    path = f"/quote/{record('quotes', status='accepted')['id']}"
    data(trade.put(path, {"status": "draft"}))
    assert data(trade.post(f"{path}/item", ITEM))["price"] == ITEM["price"]


@pytest.mark.parametrize(
    "path",
    ["/quote/1/item/1", f"{PATH}/item/1", f"{PATH}/item/{FOREIGN['id']}"],
    ids=["no-quote", "no-item", "another-quotes"],
)
def test_an_item_that_is_not_the_quotes_is_not_found(trade: Trade, path: str) -> None:
    answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_items_of_no_quote_are_not_found(trade: Trade) -> None:
    answers = [trade.get("/quote/1/item"), trade.post("/quote/1/item", ITEM)]
    assert [answer.status_code for answer in answers] == [404] * 2
