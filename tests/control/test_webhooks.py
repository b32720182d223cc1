from collections.abc import Iterator

import pytest

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import CLIENT, Emulator, Json, start

ORDER = 107002896
URL = "http://localhost:9/hook"
BASE = "/webhooks"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    with start(send=receiver) as emulator:
        yield emulator


def subscribe(emulator: Emulator, *events: str, **more: object) -> Json:
    given = {"url": URL, "events": list(events), **more}
    return emulator.control("POST", f"{BASE}/endpoints", given)


def fire(emulator: Emulator, event: str, record: object = ORDER, **more: object) -> Json:
    return emulator.control("POST", f"{BASE}/fire", {"event": event, "record": record, **more})


def deliveries(emulator: Emulator, query: str = "") -> list[Json]:
    listed: list[Json] = emulator.control("GET", f"{BASE}/deliveries{query}")["deliveries"]
    return listed


def test_an_endpoint_is_made_shown_and_removed(emulator: Emulator) -> None:
    made = subscribe(emulator, "WorkOrderCreated", "workordercheckin")
    assert (made["vendor"], made["url"], made["active"]) == ("servicechannel", URL, True)
    assert sorted(made["events"]) == ["WorkOrderCheckIn", "WorkOrderCreated"]
    assert emulator.control("GET", f"{BASE}/endpoints") == {"endpoints": [made]}
    emulator.control("DELETE", f"{BASE}/endpoints/{made['id']}")
    assert emulator.control("GET", f"{BASE}/endpoints") == {"endpoints": []}


def test_an_endpoint_on_the_emulator_itself_is_named_by_its_path(emulator: Emulator) -> None:
    made = subscribe(emulator, url="/_emulator/inbox/mine")
    assert made["url"] == "http://127.0.0.1:80/_emulator/inbox/mine"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({}, 400, "expected url as a text"),
        ({"url": URL, "owner": "me"}, 400, "owner as a number"),
        ({"url": URL, "owner": 1}, 400, "1 is neither a subscriber nor a provider"),
        ({"url": URL, "events": "all"}, 400, "expected a list of event types"),
        (
            {"url": URL, "events": ["WorkOrderCreated", "order.created"]},
            404,
            "expected those of one vendor; for servicechannel there is no such event",
        ),
        ({"url": URL, "events": ["WorkOrderCreate"]}, 404, "WorkOrderCreated"),
        ({"url": "ftp://localhost/"}, 400, "http"),
        ({"url": URL, "until": 1}, 400, "until"),
    ],
    ids=str,
)
def test_an_endpoint_that_cannot_be_is_refused_with_what_was_expected(
    emulator: Emulator, given: Json, status: int, said: str
) -> None:
    problem = refused(emulator, "POST", f"{BASE}/endpoints", given, status=status)
    assert said in problem["detail"]
    assert emulator.control("GET", f"{BASE}/endpoints") == {"endpoints": []}


def test_the_catalogue_names_each_event_with_the_table_it_is_about(emulator: Emulator) -> None:
    events = emulator.control("GET", f"{BASE}/events")["servicechannel"]
    assert len(events) == 128
    assert (events["WorkOrderCreated"], events["FbInvitationAccepted"]) == ("workorders", "")


def test_every_event_of_the_catalogue_is_told_when_it_is_fired(
    emulator: Emulator, receiver: Receiver
) -> None:
    subscribe(emulator)
    events = emulator.control("GET", f"{BASE}/events")["servicechannel"]
    for event in events:
        told = fire(emulator, event, f"workorders/{ORDER}")
        assert (len(told["deliveries"]), told["reason"]) == (1, "")
    emulator.settle()
    assert len(receiver.got) == 128
    assert {d["state"] for d in deliveries(emulator)} == {"delivered"}


def test_a_fired_event_changes_no_record(emulator: Emulator) -> None:
    subscribe(emulator)
    api = emulator.login()
    before = api.get(f"/workorders/{ORDER}").json()
    fire(emulator, "WorkOrderStatusChanged")
    assert api.get(f"/workorders/{ORDER}").json() == before


def test_fields_that_are_given_are_told_over_the_records_own(
    emulator: Emulator, receiver: Receiver
) -> None:
    subscribe(emulator)
    fire(emulator, "WorkOrderTradeChanged", object={"Trade": "GLASS"})
    emulator.settle()
    assert b'"Trade":"GLASS"' in receiver.bodies[0]


def test_an_event_that_nobody_wants_says_so(emulator: Emulator) -> None:
    assert fire(emulator, "WorkOrderCreated") == {
        "deliveries": [],
        "reason": "no active endpoint wants this event",
    }


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({}, 404, "expected one of GET /_emulator/webhooks/events"),
        ({"event": "WorkOrderCreate"}, 404, "WorkOrderCreated"),
        ({"event": ["a"]}, 404, ""),
        ({"event": "WorkOrderCreated"}, 400, "say which record, such as workorders/"),
        ({"event": "WorkOrderCreated", "record": 1}, 404, "record of workorders"),
        ({"event": "order.creation", "record": 1}, 404, "expected order.created"),
        ({"event": "order.creation", "vendor": "servicetrade"}, 404, "expected user.created"),
        ({"event": "WorkOrderCreated", "record": "orders/1"}, 404, "expected table/id of"),
        ({"event": "WorkOrderCreated", "record": "x"}, 400, "expected a whole number"),
        ({"event": "FbInvitationAccepted", "record": 5}, 404, "expected table/id of"),
        ({"event": "FbInvitationAccepted", "object": []}, 400, "expected an object"),
        ({"event": "WorkOrderCreated", "vendor": "acme"}, 404, "servicechannel"),
    ],
    ids=str,
)
def test_what_cannot_be_fired_is_refused_with_what_was_expected(
    emulator: Emulator, given: Json, status: int, said: str
) -> None:
    subscribe(emulator)
    assert said in refused(emulator, "POST", f"{BASE}/fire", given, status=status)["detail"]
    assert deliveries(emulator) == []


def test_deliveries_are_listed_newest_first_and_filtered(emulator: Emulator) -> None:
    made = subscribe(emulator)
    fire(emulator, "WorkOrderCreated")
    fire(emulator, "WorkOrderNteChanged")
    emulator.settle()
    assert [d["event"] for d in deliveries(emulator)] == ["WorkOrderNteChanged", "WorkOrderCreated"]
    assert len(deliveries(emulator, "?limit=1")) == 1
    assert len(deliveries(emulator, f"?endpoint={made['id']}&event=workordercreated")) == 1
    assert deliveries(emulator, "?state=failed") == []
    refused(emulator, "GET", f"{BASE}/deliveries?limit=many", status=400)


def test_a_delivery_tells_each_attempt_with_its_answer(
    emulator: Emulator, receiver: Receiver
) -> None:
    receiver.script([500, "127.0.0.1:9 refuses the connection", 200])
    subscribe(emulator)
    (number,) = fire(emulator, "WorkOrderCreated")["deliveries"]
    emulator.advance("1h")
    whole = emulator.control("GET", f"{BASE}/deliveries/{number}")
    told = [(a["number"], a["status"], a["error"]) for a in whole["attempts"]]
    assert told == [(1, 500, ""), (2, None, "127.0.0.1:9 refuses the connection"), (3, 200, "")]
    assert whole["body"].encode() == receiver.bodies[0]
    assert dict(whole["attempts"][0]["headers"])["Sign-Type"] == "HMACSHA256"


def test_a_replay_sends_the_same_bytes_and_answers_the_attempt(
    emulator: Emulator, receiver: Receiver
) -> None:
    subscribe(emulator)
    (number,) = fire(emulator, "WorkOrderCreated")["deliveries"]
    emulator.settle()
    receiver.script([503])
    attempt = emulator.control("POST", f"{BASE}/deliveries/{number}/replay")
    assert (attempt["status"], attempt["replay"]) == (503, True)
    assert receiver.got[0] == receiver.got[1]


@pytest.mark.parametrize("path", ["/deliveries/7", "/deliveries/x", "/deliveries/7/replay"])
def test_an_unknown_delivery_is_a_problem(emulator: Emulator, path: str) -> None:
    method = "POST" if path.endswith("replay") else "GET"
    refused(emulator, method, BASE + path, status=400 if "x" in path else 404)


def test_a_replay_with_nowhere_to_go_is_refused(emulator: Emulator) -> None:
    emulator.control("PUT", f"{BASE}/storm", {"preset": "late"})
    made = subscribe(emulator)
    (number,) = fire(emulator, "WorkOrderCreated")["deliveries"]
    emulator.control("DELETE", f"{BASE}/endpoints/{made['id']}")
    refused(emulator, "POST", f"{BASE}/deliveries/{number}/replay", status=409)
    emulator.advance("1h")
    assert deliveries(emulator)[0]["state"] == "dropped"


def test_the_test_button_sends_the_vendors_test(emulator: Emulator, receiver: Receiver) -> None:
    made = subscribe(emulator, "InvoicePaid")
    emulator.control("POST", f"{BASE}/endpoints/{made['id']}/test")
    emulator.settle()
    assert b'"Source":"WebhookTest"' in receiver.bodies[0]
    refused(emulator, "POST", f"{BASE}/endpoints/99/test", status=404)


def test_a_request_names_the_deliveries_that_it_caused(emulator: Emulator) -> None:
    subscribe(emulator)
    api = emulator.login()
    answer = api.post(f"/workorders/{ORDER}/universalCheckIn", {"UserId": 1544987})
    request = emulator.control("GET", f"/requests/{answer.headers['emulator-request-id']}")
    assert request["deliveries"] == [1, 2, 3]
    assert {d["request"] for d in deliveries(emulator)} == {request["id"]}


def test_nothing_of_a_refused_call_is_told(emulator: Emulator) -> None:
    subscribe(emulator)
    api = emulator.login(client=CLIENT)
    api.post(f"/workorders/{ORDER}/universalCheckOut", {"UserId": 1544987})
    assert deliveries(emulator) == []
