"""What tests of invoices and subscriptions begin with: cards, services and what was ordered."""

from collections.abc import Iterator, Mapping

from tests.spp.desk import Desk, read
from tests.world import Emulator, Json

GOOD, BAD = "pm_test_good", "pm_test_bad"
#: Two clients of the demo world's first workspace.
DANA, TERESA = 1001, 1002
ITEM = {"name": "HVAC service call", "quantity": 2, "amount": "92.50", "service_id": 1}
PLAIN = {"name": "Travel", "quantity": 1, "amount": 15}


def merge(emulator: Emulator, table: str, *records: Mapping[str, object]) -> None:
    """Put records into a table, behind the API's back."""
    by_id = {str(record["id"]): record for record in records}
    emulator.control("POST", "/fixtures", {"spp": {table: by_id}})


def cards(emulator: Emulator, user_id: int = DANA, *, is_good: bool = True) -> None:
    """A good card and a bad one of a client.  is_good: whether the good one still is."""
    own = {"workspace_id": 1, "user_id": user_id}
    good = {"payment_method_id": GOOD, "is_declined": not is_good}
    bad = {"payment_method_id": BAD, "is_declined": True}
    merge(
        emulator,
        "cards",
        {"id": 9000 + user_id, **own, **good},
        {"id": 19000 + user_id, **own, **bad},
    )


def invoiced(desk: Desk, *items: Mapping[str, object], **fields: object) -> Json:
    """A new invoice of Dana's, unless told otherwise."""
    body = {"user_id": DANA, "items": items or [ITEM], **fields}
    return read(desk.post("/invoices", body), 201)


def program(desk: Desk, **fields: object) -> int:
    """A service that recurs; its id."""
    said = {"name": "Filter program", "recurring": 1, "currency": "USD", "price": "49.00"}
    made = read(desk.post("/services", said | fields), 201)
    return int(made["id"])


def subscribed(
    emulator: Emulator,
    desk: Desk,
    length: int = 1,
    unit: str = "D",
    user_id: int = DANA,
    **fields: object,
) -> int:
    """A subscription of a program, paid by the client's good card; its id."""
    cards(emulator, user_id)
    item = {"name": "Filters", "quantity": 1, "amount": "49.00", "service_id": program(desk)}
    period = {"recurring": True, "r_period_l": length, "r_period_t": unit}
    invoice = invoiced(desk, item, user_id=user_id, **period, **fields)
    read(desk.post(f"/invoices/{invoice['number']}/charge", {"payment_method_id": GOOD}))
    return int(desk.read("/subscriptions", sort="id:desc")["data"][0]["id"])


def stopped(desk: Desk) -> None:
    """Let no subscription of the demo world go on."""
    for each in desk.read("/subscriptions", limit=100)["data"]:
        if each["status"] != "Canceled":
            read(desk.put(f"/subscriptions/{each['id']}", {"status": 0}))


def happened(moved: Json) -> Iterator[tuple[str, str]]:
    """What a move of the clock let happen by itself: day and hour, and what."""
    for fell in moved["due"]:
        if fell["what"].startswith("subscription"):
            yield fell["at"][8:16], fell["what"]
