"""`fse webhook`, against a real server and a receiver on a port."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from emulator.cli.deliveries import COLUMNS
from tests.cli.forking import forked
from tests.cli.receiving import Receiver, receiving
from tests.cli.serving import Served
from tests.world import Json

ORDER = "107002896"
CALM = "storm none\n  each message goes out once, in order, at once\n"


def subscribed(served: Served, receiver: Receiver, *events: str) -> Json:
    """An endpoint of the demo credentials' company."""
    with httpx2.Client(base_url=served.url, trust_env=False) as client:
        body = {"url": f"{receiver.url}/hooks", "events": list(events)}
        endpoint: Json = client.post("/_emulator/webhooks/endpoints", json=body).json()
    return endpoint


def fired(served: Served, event: str = "WorkOrderCreated", *more: str) -> str:
    """The number of the only delivery, which was attempted."""
    result = served.fse("webhook", "fire", event, ORDER, "--json", *more)
    assert result.exit_code == 0, result.output
    (number,) = json.loads(result.stdout)["deliveries"]
    assert served.fse("clock", "advance", "0s").exit_code == 0
    return str(number)


@pytest.fixture
def receiver(served: Served) -> Iterator[Receiver]:
    """A receiver that is told of everything."""
    with receiving() as made:
        subscribed(served, made)
        yield made
        served.fse("webhook", "storm", "none")


def test_where_nothing_was_sent_it_says_how_to_receive(served: Served) -> None:
    lines = served.fse("webhook", "list").stdout.splitlines()
    assert lines[0].startswith("nothing was sent yet: ")
    assert lines[1].split() == ["fse", "listen", "--url", served.url, "receives", "them", "here"]


def test_a_list_has_a_line_for_each_delivery_newest_first(
    served: Served, receiver: Receiver
) -> None:
    first, second = fired(served), fired(served, "WorkOrderNoteAdded")
    lines = served.fse("webhook", "list").stdout.splitlines()
    assert tuple(lines[0].split()) == COLUMNS
    assert [line.split()[0] for line in lines[1:]] == [second, first]
    shown = ["WorkOrderCreated", f"workorders/{ORDER}", f"{receiver.url}/hooks", "delivered"]
    assert lines[2].split()[2:] == [*shown, "1", "200"]


def test_a_list_can_be_narrowed_by_event_state_and_limit(
    served: Served, receiver: Receiver
) -> None:
    receiver.answers += [503]
    failed, other, third = fired(served), fired(served, "WorkOrderNoteAdded"), fired(served)

    def ids(*options: str) -> list[str]:
        said = json.loads(served.fse("webhook", "list", "--json", *options).stdout)
        return [str(one["id"]) for one in said["deliveries"]]

    assert ids() == [third, other, failed]
    assert ids("--event", "WorkOrderNoteAdded") == [other]
    assert ids("--state", "waiting") == [failed]
    assert ids("--limit", "2", "--event", "WorkOrderCreated") == [third, failed]
    said = served.fse("webhook", "list", "--limit", "1").stdout
    assert said.endswith("the newest 1; more with --limit\n")
    said = served.fse("webhook", "list", "--state", "lost").stdout
    assert said == "no such delivery; without --event and --state all are listed\n"


def test_a_list_says_how_to_have_the_next_attempt_now(served: Served, receiver: Receiver) -> None:
    receiver.answers += [503]
    fired(served)
    said = served.fse("webhook", "list").stdout
    assert "the next attempt is due at 20" in said
    assert said.endswith(f"  fse clock advance 5m --url {served.url}\n")
    moved = served.fse("clock", "advance", "5m").stdout
    assert "webhook attempt" in moved
    assert "WorkOrderCreated, attempt 2: answered 200" in moved


def test_a_delivery_is_shown_whole(served: Served, receiver: Receiver) -> None:
    receiver.answers += [503]
    number = fired(served)
    served.fse("clock", "advance", "5m")
    sent = receiver.next()
    lines = served.fse("webhook", "show", number).stdout.splitlines()
    assert lines[0] == f"delivery {number}: WorkOrderCreated about workorders/{ORDER}"
    assert "  state    delivered" in lines
    assert f"body, {len(sent.body)} bytes:" in lines
    assert f'    "Id": {ORDER},' in lines
    attempts = [line for line in lines if line.startswith("attempt ")]
    assert [line.split()[1] + line.split()[4] for line in attempts] == ["1503", "2200"]
    assert "  it said: receiver says 503" in lines


def test_a_delivery_as_json_is_what_the_server_answers(served: Served, receiver: Receiver) -> None:
    number = fired(served)
    said = json.loads(served.fse("webhook", "show", number, "--json").stdout)
    assert said == served.get(f"/_emulator/webhooks/deliveries/{number}").json()
    assert said["body"].encode() == receiver.next().body


def test_an_unknown_delivery_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("webhook", "show", "999")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no delivery 999: ")


def test_fired_it_arrives_with_the_fields_that_were_given(
    served: Served, receiver: Receiver
) -> None:
    result = served.fse("webhook", "fire", "WorkOrderCreated", ORDER, "--object", '{"Nte": 7}')
    number = result.stdout.partition("WorkOrderCreated: 1 delivery, ")[2].split()[0]
    assert f"  fse webhook show {number} --url {served.url} " in result.stdout
    told = json.loads(receiver.next().body)
    assert (told["EventType"], told["Object"]["Nte"]) == ("WorkOrderCreated", 7)


def test_a_record_can_be_named_with_its_table(served: Served, receiver: Receiver) -> None:
    result = served.fse("webhook", "fire", "WorkOrderStatusChanged", f"workorders/{ORDER}")
    assert result.exit_code == 0
    assert json.loads(receiver.next().body)["Object"]["Id"] == int(ORDER)


def test_where_nobody_is_told_it_says_why_and_what_to_do(served: Served) -> None:
    result = served.fse("webhook", "fire", "WorkOrderCreated", ORDER)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("nobody was told: no active endpoint wants this event\n")
    assert f"`fse listen --events WorkOrderCreated --url {served.url}`" in result.stderr


def test_where_nobody_is_told_json_says_so_too(served: Served) -> None:
    result = served.fse("webhook", "fire", "WorkOrderCreated", ORDER, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["deliveries"] == []


def test_an_event_that_is_not_known_is_told_with_those_that_are_near(served: Served) -> None:
    result = served.fse("webhook", "fire", "WorkOrderCraeted", ORDER)
    assert result.exit_code == 1
    assert result.stderr.startswith("no event WorkOrderCraeted: expected WorkOrderCreated")


@pytest.mark.parametrize("text", ["{", "[1]", "7"], ids=["broken", "list", "number"])
def test_an_object_that_is_none_is_wrong_usage(served: Served, text: str) -> None:
    result = served.fse("webhook", "fire", "WorkOrderCreated", ORDER, "--object", text)
    assert result.exit_code == 2
    assert "Invalid value for '--object'" in result.stderr


def test_replayed_the_same_bytes_arrive_again(served: Served, receiver: Receiver) -> None:
    number = fired(served)
    result = served.fse("webhook", "replay", number)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{receiver.url}/hooks: 200 in 0.")
    assert receiver.next() == receiver.next()
    assert "\nreplay at 20" in served.fse("webhook", "show", number).stdout


def test_a_replay_that_is_refused_is_a_problem_found(served: Served, receiver: Receiver) -> None:
    number = fired(served)
    receiver.answers += [500]
    result = served.fse("webhook", "replay", number)
    assert result.exit_code == 1
    assert "/hooks: 500 in 0." in result.stdout
    assert result.stdout.endswith("\n  it said: receiver says 500\n")


def test_endpoints_say_where_whose_and_for_how_many_events(served: Served) -> None:
    with receiving() as receiver:
        made = subscribed(served, receiver, "WorkOrderCreated", "WorkOrderCheckIn")
        lines = served.fse("webhook", "endpoints").stdout.splitlines()
    assert lines[0].split() == ["vendor", "id", "name", "owner", "url", "state", "events"]
    (line,) = [line for line in lines if receiver.url in line]
    assert line.split()[:2] == ["servicechannel", str(made["id"])]
    assert line.split()[-4:] == [str(made["owner"]), f"{receiver.url}/hooks", "active", "2"]


def test_without_an_endpoint_it_says_how_to_have_one(served: Served) -> None:
    said = served.fse("webhook", "endpoints").stdout
    assert said.endswith(f"  fse listen --url {served.url}\n")


def test_a_test_reaches_the_endpoint(served: Served) -> None:
    with receiving() as receiver:
        made = subscribed(served, receiver, "WorkOrderCheckIn")
        result = served.fse("webhook", "test", str(made["id"]))
        told = json.loads(receiver.next().body)
    assert result.stdout.startswith(f"test of endpoint {made['id']}: 1 delivery, ")
    assert told["EventType"] == "WorkOrderCreated"


def test_a_test_of_no_endpoint_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("webhook", "test", "999")
    assert result.exit_code == 1
    assert result.stderr.startswith("no endpoint 999: ")


@pytest.mark.parametrize(
    ("pattern", "event"),
    [
        ("starrem", "WorkOrderStarRemoved  workorders"),
        ("WorkOrderC*d", "WorkOrderCreated"),
        ("?orkordercreated", "WorkOrderCreated  workorders"),
        ("fbinv", "FbInvitationAccepted  -"),
        ("jobitem.u", "jobitem.updated  jobitems  servicetrade"),
    ],
)
def test_events_are_found_by_a_part_of_their_name(served: Served, pattern: str, event: str) -> None:
    lines = served.fse("webhook", "events", pattern).stdout.splitlines()
    assert lines[0].split() == ["event", "about", "vendor"]
    found = [" ".join(line.split()) for line in lines[1:]]
    assert any(line.startswith(" ".join(event.split())) for line in found)
    assert len(found) < 10


def test_without_a_pattern_all_events_are_listed(served: Served) -> None:
    said = json.loads(served.fse("webhook", "events", "--json").stdout)
    assert said == served.get("/_emulator/webhooks/events").json()
    assert len(served.fse("webhook", "events").stdout.splitlines()) == 1 + sum(
        map(len, said.values())
    )


def test_a_pattern_that_finds_nothing_names_what_is_near(served: Served) -> None:
    result = served.fse("webhook", "events", "WorkOrderCraeted")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no event is like WorkOrderCraeted; near: WorkOrderCreated")


def test_a_storm_is_made_and_ended(served: Served, receiver: Receiver) -> None:
    said = served.fse("webhook", "storm", "duplicates").stdout
    assert said.startswith(
        "storm duplicates\n  duplicates: all messages get one copy, within 1 s\n"
    )
    assert said.endswith(f"`fse webhook storm none --url {served.url}` ends it\n")
    fired(served)
    served.fse("clock", "advance", "1s")
    assert receiver.next() == receiver.next()
    assert served.fse("webhook", "storm", "none").stdout == CALM


def test_without_an_argument_a_storm_is_only_looked_at(served: Served) -> None:
    said = served.fse("webhook", "storm").stdout
    assert said.startswith(CALM)
    assert "presets: none, duplicates, shuffled, lossy, late, hostile; " in said
    assert json.loads(served.fse("webhook", "storm", "--json").stdout)["preset"] == "none"


@pytest.mark.usefixtures("receiver")
def test_a_storm_can_be_made_field_by_field(served: Served) -> None:
    options = ["--copies=3", "--spacing=50", "--shuffle=4", "--delay=7", "--drop=0.25"]
    said = json.loads(served.fse("webhook", "storm", *options, "--late=0.5", "--json").stdout)
    assert said["duplicates"] == {"probability": 1, "copies": 3, "spacing_ms": 50}
    assert [said[n] for n in ("shuffle", "delay", "drop")] == [4, {"max_ms": 7}, 0.25]
    assert said["late"]["probability"] == 0.5
    said = json.loads(served.fse("webhook", "storm", "lossy", "--drop", "0", "--json").stdout)
    assert (said["duplicates"]["copies"], said["drop"], said["delay"]["max_ms"]) == (0, 0, 30_000)


@pytest.mark.parametrize(
    ("args", "code", "problem"),
    [
        (["hurricane"], 1, "no preset hurricane: expected one of none, duplicates"),
        (["--drop", "2"], 2, "2.0 is not in the range 0<=x<=1"),
    ],
    ids=["preset", "probability"],
)
def test_a_storm_that_cannot_be_is_told(
    served: Served, args: list[str], code: int, problem: str
) -> None:
    result = served.fse("webhook", "storm", *args)
    assert result.exit_code == code
    assert problem in result.stderr


def test_the_banner_names_the_storm_that_the_server_starts_with(tmp_path: Path) -> None:
    with forked(tmp_path / "ready.json", "--storm", "late") as stormy:
        assert "  storm late: webhooks misbehave; `fse webhook storm`" in stormy.said


def test_the_banner_of_a_calm_server_names_none(served: Served) -> None:
    assert "storm" not in served.said
