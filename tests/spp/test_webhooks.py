"""Endpoints, what they are told, and when they are told again."""

import json
import re

import pytest

from emulator.kernel.clock import parse_instant
from emulator.vendors.spp import VENDOR
from tests.receiver import Receiver
from tests.spp.desk import RECEIVER, Desk, listen, messages, state, told
from tests.spp.pasting import ABOUT, catalogue, deliveries, delivery, fire, paste, press
from tests.world import NOON, Emulator, Json

NOON_SECONDS = int(parse_instant(NOON).timestamp())


def test_an_endpoint_is_made_by_hand_with_a_token_of_its_own(emulator: Emulator) -> None:
    made = listen(emulator, "order.created", "ORDER.TAGGED", "order.created")
    assert re.fullmatch("[A-Za-z0-9]{32}", made["secret"])
    assert (made["events"], made["owner"]) == (["order.created", "order.tagged"], 1)
    assert (made["active"], made["by_hand"], made["signature"]) == (True, True, "")
    assert emulator.control("GET", "/webhooks/endpoints") == {"endpoints": [made]}
    assert listen(emulator)["secret"] != made["secret"]


@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
def test_the_vendor_has_no_api_for_endpoints(emulator: Emulator, prefix: str) -> None:
    desk = Desk(emulator, prefix=prefix)
    for path in ("/webhooks", "/endpoints", "/webhook_endpoints"):
        assert desk.post(path, {"url": RECEIVER}).status_code == 404
    assert VENDOR.webhooks.by_hand
    assert emulator.control("GET", "/webhooks/endpoints") == {"endpoints": []}


@pytest.mark.parametrize(
    ("wanted", "status", "said"),
    [
        ({"url": "norwell"}, 400, "no absolute URL"),
        ({"url": "ftp://localhost/"}, 400, "no absolute URL"),
        ({"url": "http://[/"}, 400, "no absolute URL"),
        ({"url": None}, 400, "expected url as a text"),
        ({"owner": 99}, 400, "expected a workspace of [1, 2]"),
        ({"owner": 0}, 400, "expected a workspace of [1, 2]"),
        ({"owner": "norwellhvac"}, 400, "owner as a number"),
        ({"events": ["order.create"]}, 404, "order.created"),
        ({"events": "order.created"}, 400, "expected a list of event types"),
    ],
    ids=str,
)
def test_an_endpoint_that_cannot_be_is_refused_and_not_made(
    emulator: Emulator, wanted: Json, status: int, said: str
) -> None:
    before = state(emulator)
    refused = paste(emulator, **wanted)
    assert refused.status_code == status
    assert said in refused.json()["detail"]
    assert state(emulator) == before


def test_endpoints_of_a_workspace_are_told_what_each_wants_with_its_own_token(
    emulator: Emulator, receiver: Receiver
) -> None:
    made = [listen(emulator, "order.created", "order.tagged"), listen(emulator, "order.tagged")]
    fire(emulator, "order.created")
    fire(emulator, "order.tagged")
    fire(emulator, "order.deleted")
    got = sorted((m["token"], m["event"]) for m in messages(emulator, receiver))
    first, second = (endpoint["secret"] for endpoint in made)
    expected = [(first, "order.created"), (first, "order.tagged"), (second, "order.tagged")]
    assert got == sorted(expected)


def test_another_workspace_is_not_told(emulator: Emulator, receiver: Receiver) -> None:
    theirs = listen(emulator, owner=2)
    nobody = fire(emulator, "order.created", "orders/5001")
    assert nobody["reason"] == "no active endpoint wants this event"
    fire(emulator, "order.created", "orders/5003")
    (message,) = messages(emulator, receiver)
    assert (message["token"], message["data"]["id"]) == (theirs["secret"], "C0FFEE42")


def test_what_is_posted_is_event_created_token_and_data(
    emulator: Emulator, receiver: Receiver
) -> None:
    made = listen(emulator, "order.created")
    emulator.advance("PT90S")
    fire(emulator, "order.created", object={"note": "mine"})
    emulator.settle()
    (sent,) = receiver.got
    body = json.loads(sent.body)
    assert list(body) == ["event", "created", "token", "data"]
    assert (body["event"], body["created"]) == ("order.created", NOON_SECONDS + 90)
    assert (body["token"], body["data"]["note"]) == (made["secret"], "mine")
    assert (sent.url, sent.timeout) == (RECEIVER, 10)
    assert sent.headers == {"content-type": "application/json"}


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_a_success(emulator: Emulator, receiver: Receiver, status: int) -> None:
    receiver.script([status])
    listen(emulator)
    fire(emulator, "ticket.created")
    emulator.advance("1h")
    assert (deliveries(emulator)[0]["state"], len(receiver.got)) == ("delivered", 1)


@pytest.mark.parametrize("answer", [302, 404, 410, 500, "no answer within 10 s"])
def test_all_else_is_tried_twice_again_with_the_same_bytes(
    emulator: Emulator, receiver: Receiver, answer: int | str
) -> None:
    receiver.script([answer])
    listen(emulator)
    (number,) = fire(emulator, "ticket.created")["deliveries"]
    emulator.advance("1h")
    whole = delivery(emulator, number)
    start, *later = (parse_instant(attempt["at"]) for attempt in whole["attempts"])
    assert [(at - start).total_seconds() for at in later] == [10, 110]
    assert whole["state"] == "failed"
    assert len(set(receiver.bodies)) == 1
    fire(emulator, "ticket.created")
    emulator.settle()
    assert len(receiver.got) == 4  # no endpoint is ever switched off


def test_gaps_and_patience_are_the_profiles(emulator: Emulator, receiver: Receiver) -> None:
    hooks = {"retry_seconds": [], "timeout_seconds": 3}
    emulator.control("PUT", "/profile", {"vendor": "spp", "webhooks": hooks})
    receiver.script([503])
    listen(emulator, "ticket.created")
    fire(emulator, "ticket.created")
    emulator.advance("1h")
    assert [sent.timeout for sent in receiver.got] == [3]


def test_an_endpoint_that_is_gone_is_told_nothing_more(
    emulator: Emulator, receiver: Receiver
) -> None:
    receiver.script([503])
    made = listen(emulator)
    fire(emulator, "ticket.created")
    emulator.settle()
    emulator.control("DELETE", f"/webhooks/endpoints/{made['id']}?vendor=spp")
    emulator.advance("1h")
    assert fire(emulator, "ticket.created")["deliveries"] == []
    assert (len(receiver.got), deliveries(emulator)[0]["state"]) == (1, "dropped")


@pytest.mark.parametrize(
    ("event", "record", "status"),
    [
        ("order.create", "orders/5001", 404),
        ("order.created", "orders/1", 404),
        ("order.created", "pages/1", 404),
        ("order.created", "5001x", 400),
        ("order.created", None, 400),
    ],
    ids=str,
)
def test_what_cannot_be_fired_is_refused(
    emulator: Emulator, event: str, record: object, status: int
) -> None:
    listen(emulator)
    asked = {"event": event, "record": record, "vendor": "spp"}
    assert emulator.http.post("/_emulator/webhooks/fire", json=asked).status_code == status
    assert deliveries(emulator) == []


def test_every_event_is_told_of_a_record_of_its_kind(
    emulator: Emulator, receiver: Receiver
) -> None:
    listen(emulator)
    known = catalogue(emulator)
    assert set(known.values()) == set(ABOUT)
    for event in known:
        assert fire(emulator, event)["reason"] == ""
    assert told(emulator, receiver) == list(known)


def test_an_event_has_another_name_if_the_profile_has_one(
    emulator: Emulator, receiver: Receiver
) -> None:
    names = {"event_names": {"form.contact.submitted": "form.submitted"}}
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": names})
    listen(emulator, "form.contact.submitted", "form.intake.submitted")
    fire(emulator, "form.contact.submitted")
    fire(emulator, "form.intake.submitted")
    assert told(emulator, receiver) == ["form.submitted", "form.intake.submitted"]


def test_duplicates_are_the_same_bytes(emulator: Emulator, receiver: Receiver) -> None:
    emulator.control("PUT", "/webhooks/storm", {"preset": "duplicates"})
    listen(emulator)
    fire(emulator, "order.created")
    emulator.advance("1m")
    first, second = receiver.got
    assert first == second


def test_nothing_is_forged_where_nothing_is_signed(emulator: Emulator, receiver: Receiver) -> None:
    storm = {"preset": "hostile", "drop": 0, "forged": 1}
    emulator.control("PUT", "/webhooks/storm", storm)
    made = listen(emulator)
    numbers = [fire(emulator, "order.created")["deliveries"][0] for _ in range(5)]
    emulator.advance("1h")
    attempts = [a for number in numbers for a in delivery(emulator, number)["attempts"]]
    assert not any(attempt["forged"] for attempt in attempts)
    assert {json.loads(body)["token"] for body in receiver.bodies} == {made["secret"]}


def test_a_token_is_shown_with_its_endpoint_and_in_no_log(
    emulator: Emulator, receiver: Receiver
) -> None:
    made = listen(emulator)
    (number,) = press(emulator, made)
    emulator.settle()
    whole = delivery(emulator, number)
    assert json.loads(whole["body"]) == json.loads(receiver.bodies[0]) | {"token": "***"}
    for path in ("/logs", "/requests", "/webhooks/deliveries", "/webhooks/storm/verdict"):
        assert made["secret"] not in json.dumps(emulator.control("GET", path))
    assert emulator.control("GET", "/webhooks/endpoints")["endpoints"] == [made]
