"""Who is told what: cascades, the envelope, companies, rules and subscriptions."""

import json
from collections.abc import Iterator

import pytest

from tests.servicechannel.demo import ORDER, check_in, check_out, events
from tests.servicechannel.told import (
    JUNIPER,
    KEYS,
    LARKFIELD,
    NORWELL,
    SPARROW,
    URL,
    Told,
    telling,
)

CHANGED, NOTED = "WorkOrderStatusChanged", "WorkOrderNoteAdded"


@pytest.fixture
def told() -> Iterator[Told]:
    with telling() as emulator:
        yield emulator


def test_a_check_in_is_told_before_the_status_and_the_note(told: Told) -> None:
    told.listen()
    check_in(told.emulator.login())
    assert told.events() == ["WorkOrderCheckIn", CHANGED, NOTED]


def test_a_check_out_is_told_before_the_status_and_the_note(told: Told) -> None:
    provider = told.emulator.login()
    check_in(provider)
    told.listen()
    check_out(provider, PrimaryStatus="Completed")
    assert told.events() == ["WorkOrderCheckOut", CHANGED, NOTED]


def test_a_check_out_of_all_is_told_once_for_each_technician(told: Told) -> None:
    provider = told.emulator.login()
    check_in(provider)
    check_in(provider, UserId=1544987)
    told.listen(None, "WorkOrderCheckOut")
    check_out(provider, CheckoutAll=True)
    users = [message["Object"]["User"]["Id"] for message in told.messages()]
    assert users == [1544980, 1544987]


def test_travel_changes_no_status_and_tells_of_none(told: Told) -> None:
    told.listen()
    check_in(told.emulator.login(), WorkTypeId=2)
    assert told.events() == ["WorkOrderCheckIn", NOTED]


def test_a_note_is_told_alone(told: Told) -> None:
    told.listen()
    told.emulator.login().post(f"/workorders/{ORDER}/notes", {"Note": "Gate code is 4411"})
    assert told.events() == [NOTED]


def test_a_refused_check_in_is_not_told(told: Told) -> None:
    told.listen()
    refused = check_in(told.emulator.login(), WorkTypeId=99)
    assert refused.status_code >= 400
    assert told.events() == []


def test_a_read_is_not_told(told: Told) -> None:
    told.listen()
    told.emulator.login().get(f"/workorders/{ORDER}")
    assert told.messages() == []


def test_a_message_is_about_the_record_that_it_shows(told: Told) -> None:
    told.listen()
    check_in(told.emulator.login())
    about = [delivery["about"] for delivery in told.deliveries()]
    visit = told.messages()[0]["Object"]["Id"]
    assert about == [f"checkins/{visit}", f"workorders/{ORDER}", f"workorders/{ORDER}"]


def test_a_body_is_compact_json_with_five_keys(told: Told) -> None:
    told.listen()
    check_in(told.emulator.login())
    for message, body in zip(told.messages(), told.receiver.bodies, strict=True):
        assert list(message) == KEYS
        assert message["Version"] == 1
        assert body == json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("event", "kind", "action"),
    [
        ("WorkOrderCheckIn", "WoRootNotification", "NEW"),
        (CHANGED, "WoRootNotification", "UPDATE"),
        ("InvoicePaid", "GenericRootNotification", "UPDATE"),
    ],
)
def test_an_envelope_says_what_kind_of_object_it_is_and_what_became_of_it(
    told: Told, event: str, kind: str, action: str
) -> None:
    told.listen()
    told.fire(event, f"workorders/{ORDER}")
    message = told.messages()[-1]
    assert (message["Type"], message["Action"], message["EventType"]) == (kind, action, event)


def test_a_body_has_two_keys_as_in_the_guide_where_the_switch_says_so() -> None:
    with telling(webhook_body="two_keys") as told:
        told.listen()
        check_in(told.emulator.login())
        assert [list(message) for message in told.messages()] == [["Object", "EventType"]] * 3


def test_both_companies_of_a_work_order_are_told_whoever_changed_it(told: Told) -> None:
    for owner in (NORWELL, LARKFIELD, SPARROW, JUNIPER):
        told.listen(owner, CHANGED)
    check_in(told.emulator.login())
    assert [delivery["endpoint"] for delivery in told.deliveries()] == [1, 2]


def test_a_note_that_providers_may_not_see_is_told_to_the_subscriber_only(told: Told) -> None:
    told.listen(NORWELL, NOTED)
    told.listen(LARKFIELD, NOTED)
    larkfield = told.emulator.login("larkfield.facilities")
    larkfield.post(f"/workorders/{ORDER}/notes", {"Note": "Do not tell", "Visibility": 2})
    assert [delivery["endpoint"] for delivery in told.deliveries()] == [2]


def test_each_subscription_that_wants_an_event_gets_the_same_bytes(told: Told) -> None:
    told.listen(None, NOTED)
    told.subscribe(1, 20, NOTED, CHANGED)
    told.emulator.login().post(f"/workorders/{ORDER}/notes", {"Note": "Twice"})
    assert [delivery["subscription"] for delivery in told.deliveries()] == [1, 20]
    first, second = told.receiver.bodies
    assert first == second


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ({}, True),
        ({"Trades": ["hvac"]}, True),
        ({"Trades": ["GLASS"]}, False),
        ({"Categories": ["MAINTENANCE", "REPAIR"]}, True),
        ({"Trades": ["HVAC"], "Categories": ["MAINTENANCE"]}, False),
        ({"Statuses": ["IN PROGRESS/ON SITE"]}, True),
        ({"Statuses": ["OPEN"]}, False),
    ],
    ids=["none", "trade", "other trade", "category", "one of two", "status", "status before"],
)
def test_a_subscriptions_rules_choose_by_the_work_order_as_it_is_now(
    told: Told, rules: dict[str, list[str]], *, wanted: bool
) -> None:
    told.listen(None, "InvoicePaid")
    told.subscribe(1, 20, CHANGED, **rules)
    check_in(told.emulator.login())
    assert told.events() == ([CHANGED] if wanted else [])


def test_rules_do_not_apply_where_the_vendor_has_none_for_the_event(told: Told) -> None:
    told.listen(None, "InvoicePaid")
    told.subscribe(1, 20, "WorkOrderNotePinned", Trades=["GLASS"])
    assert told.fire("WorkOrderNotePinned", ORDER)["Id"] == ORDER


def test_rules_apply_to_every_event_where_the_switch_says_so() -> None:
    with telling(rules_where_unavailable="apply") as told:
        told.listen(None, "InvoicePaid")
        told.subscribe(1, 20, "WorkOrderNotePinned", Trades=["GLASS"])
        fired = {"event": "WorkOrderNotePinned", "record": ORDER}
        answer = told.emulator.control("POST", "/webhooks/fire", fired)
        assert answer["deliveries"] == []


def test_a_webhook_that_is_off_is_told_nothing_and_later_nothing_of_before(told: Told) -> None:
    told.listen()
    told.enable(1, on=False)
    came = check_in(told.emulator.login())
    told.enable(1, on=True)
    assert told.events() == []
    assert events(told.emulator, came) == ["WorkOrderCheckIn", CHANGED, NOTED]
    assert told.deliveries() == []


def test_what_waits_for_a_webhook_that_is_switched_off_is_dropped(told: Told) -> None:
    told.listen(None, CHANGED)
    told.receiver.script([500])
    check_in(told.emulator.login())
    told.emulator.settle()
    told.enable(1, on=False)
    told.emulator.advance("5m")
    assert [delivery["state"] for delivery in told.deliveries()] == ["dropped"]
    assert len(told.receiver.got) == 1


def test_what_waits_for_a_subscription_that_is_gone_is_dropped(told: Told) -> None:
    told.listen(None, CHANGED)
    told.receiver.script([500])
    check_in(told.emulator.login())
    told.emulator.settle()
    told.emulator.control("DELETE", "/webhooks/endpoints/1")
    told.emulator.advance("5m")
    assert [delivery["state"] for delivery in told.deliveries()] == ["dropped"]


def test_a_re_send_goes_to_the_url_of_then(told: Told) -> None:
    told.listen(None, CHANGED)
    told.receiver.script([500, 200])
    check_in(told.emulator.login())
    told.emulator.settle()
    moved = {"Name": "fse", "Url": f"{URL}/moved?key=a%2Fb"}
    told.emulator.login().request("PUT", "/NotificationWebHooks/1", json=moved)
    told.emulator.advance("5m")
    assert [sent.url for sent in told.receiver.got] == [URL, f"{URL}/moved?key=a%2Fb"]


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "delivered"), (201, "delivered"), (204, "delivered"), (299, "delivered"),
     (199, "waiting"), (300, "waiting"), (302, "waiting"), (404, "waiting"), (500, "waiting")],
)  # fmt: skip
def test_a_receiver_accepts_with_any_2xx(told: Told, status: int, state: str) -> None:
    told.listen(None, CHANGED)
    told.receiver.script([status])
    check_in(told.emulator.login())
    assert [delivery["state"] for delivery in told.deliveries()] == [state]


def test_the_control_planes_webhook_is_the_demo_providers_and_on(told: Told) -> None:
    made = told.listen()
    assert (made["owner"], made["name"], made["state"]) == (NORWELL, "fse", "active")
    assert len(made["events"]) == 128


def test_it_has_one_subscription_for_each_object_type(told: Told) -> None:
    told.listen(None, "InvoicePaid", CHANGED, "InvoiceOpen")
    (shown,) = told.emulator.login().get("/NotificationWebHooks").json()
    listed = [(s["Name"], s["EventTypes"]) for s in shown["Subscriptions"]]
    assert listed == [("WorkOrder", [CHANGED]), ("Invoice", ["InvoiceOpen", "InvoicePaid"])]


def test_a_webhook_for_nobody_is_refused_with_who_there_is(told: Told) -> None:
    asked = {"url": URL, "owner": 5}
    response = told.emulator.http.post("/_emulator/webhooks/endpoints", json=asked)
    assert response.status_code == 400
    assert "5 is neither a subscriber nor a provider" in response.json()["detail"]
