from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from emulator.client import Control, Inbox, Sandbox
from tests.cli.forking import forked

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
ORDER = 107002896
CREATED = "WorkOrderCreated"


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with forked(tmp_path_factory.mktemp("client") / "ready.json", "--profile=relaxed") as served:
        yield Control(served.url)


@pytest.fixture
def sandbox(control: Control) -> Iterator[Sandbox]:
    with control.sandboxes.create(clock=NOON, frozen=True) as sandbox:
        yield sandbox


@pytest.fixture
def inbox(sandbox: Sandbox) -> Inbox:
    """A receiver that is told of every event."""
    inbox = sandbox.inbox("mine")
    sandbox.webhooks.subscribe(inbox)
    return inbox


def test_what_is_fired_comes_into_the_sandboxs_own_inbox(
    control: Control, sandbox: Sandbox, inbox: Inbox
) -> None:
    sandbox.webhooks.fire(CREATED, ORDER, {"Number": "fired"})
    [message] = inbox.messages(count=1, wait=5)
    assert message.json()["EventType"] == CREATED
    assert "fired" in message.body
    assert control.inbox("mine").messages() == []


def test_an_inbox_keeps_what_is_sent_to_its_url_byte_for_byte(sandbox: Sandbox) -> None:
    inbox = sandbox.inbox("bytes")
    httpx2.post(inbox.url, content=b"\xff\x00", headers={"X-Mood": "good"}, trust_env=False)
    [message] = inbox.messages()
    assert (message.method, message.content, message.at) == ("POST", b"\xff\x00", NOON)
    assert message.headers["x-mood"] == "good"


def test_an_inbox_answers_as_it_is_told_and_forgets(sandbox: Sandbox) -> None:
    inbox = sandbox.inbox("down")
    inbox.answer(503, "try later", times=1)
    answers = [httpx2.post(inbox.url, trust_env=False) for _ in range(2)]
    assert [(a.status_code, a.text) for a in answers] == [(503, "try later"), (200, "")]
    inbox.clear()
    assert inbox.messages() == []


def test_an_inbox_may_redirect_the_sender(sandbox: Sandbox) -> None:
    inbox = sandbox.inbox("moved")
    inbox.answer(redirect="http://127.0.0.1:9/")
    assert httpx2.post(inbox.url, trust_env=False).headers["Location"] == "http://127.0.0.1:9/"


def test_a_delivery_has_each_of_its_attempts(sandbox: Sandbox, inbox: Inbox) -> None:
    inbox.answer(503, times=1)
    [number] = sandbox.webhooks.fire(CREATED, ORDER)
    moved = sandbox.clock.advance("5m")
    delivery = sandbox.webhooks.delivery(number)
    assert (delivery.state, delivery.attempts) == ("delivered", 2)
    assert [a.status for a in delivery.history] == [503, 200]
    assert delivery.history[1].at - delivery.history[0].at == timedelta(minutes=5)
    assert [fell.about["attempt"] for fell in moved.due][-1] == 2


def test_deliveries_are_listed_newest_first_and_filtered(sandbox: Sandbox, inbox: Inbox) -> None:
    del inbox
    sandbox.webhooks.fire(CREATED, ORDER)
    sandbox.webhooks.fire("WorkOrderResolutionUpdated", ORDER)
    sandbox.clock.advance("0s")
    listed = sandbox.webhooks.deliveries()
    assert [d.event for d in listed] == ["WorkOrderResolutionUpdated", CREATED]
    assert sandbox.webhooks.deliveries(event=CREATED, state="delivered") == listed[1:]


def test_a_replay_sends_the_same_bytes_once_more(sandbox: Sandbox, inbox: Inbox) -> None:
    [number] = sandbox.webhooks.fire(CREATED, ORDER)
    sandbox.clock.advance("0s")
    attempt = sandbox.webhooks.replay(number)
    assert (attempt.replay, attempt.status) == (True, 200)
    first, second = inbox.messages(count=2, wait=5)
    assert first.content == second.content


def test_an_endpoint_is_listed_tested_and_removed(sandbox: Sandbox, inbox: Inbox) -> None:
    [endpoint] = sandbox.webhooks.endpoints()
    assert endpoint.url.endswith(inbox.path)
    [number] = sandbox.webhooks.test(endpoint.id)
    assert sandbox.webhooks.delivery(number).endpoint == endpoint.id
    sandbox.webhooks.remove(endpoint.id)
    assert sandbox.webhooks.endpoints() == []


def test_the_catalogue_names_the_events(sandbox: Sandbox) -> None:
    assert sandbox.webhooks.events()["servicechannel"][CREATED] == "workorders"


def test_a_storm_is_a_preset_with_fields_on_top(sandbox: Sandbox) -> None:
    assert sandbox.webhooks.storm()["preset"] == "none"
    assert sandbox.webhooks.storm("lossy")["preset"] == "lossy"
    assert sandbox.webhooks.storm("lossy", drop=1)["drop"] == 1
    assert sandbox.webhooks.storm()["preset"] == "custom"


def test_a_storm_that_drops_everything_loses_what_is_fired(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.webhooks.storm(drop=1)
    [number] = sandbox.webhooks.fire(CREATED, ORDER)
    sandbox.clock.advance("1h")
    assert sandbox.webhooks.delivery(number).state == "lost"
    assert inbox.messages() == []


def test_a_verdict_says_what_was_found_and_names_what_shows_it(
    sandbox: Sandbox, inbox: Inbox
) -> None:
    assert sandbox.webhooks.verdict().verdict == "nothing to judge"
    inbox.answer(503)
    [number] = sandbox.webhooks.fire(CREATED, ORDER)
    sandbox.clock.advance("1h")
    verdict = sandbox.webhooks.verdict(endpoint=1, limit=0)
    assert (verdict.verdict, verdict.is_good, verdict.events) == ("bad", False, [])
    [found] = verdict.findings
    assert (found.finding, found.times, found.deliveries) == ("not acknowledged", 1, [number])


def test_a_forged_message_is_marked_where_it_was_sent(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.webhooks.storm(forged=1)
    [number] = sandbox.webhooks.fire(CREATED, ORDER)
    sandbox.clock.advance("0s")
    delivery = sandbox.webhooks.delivery(number)
    assert (delivery.attempts, [a.forged for a in delivery.history]) == (1, [False, True])
    assert len(inbox.messages(count=2, wait=5)) == 2
