"""One seed, one clock and the same requests: the same bytes, wherever and whenever."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from emulator.kernel.sending import Outgoing
from tests.cli.serving import serving
from tests.receiver import Receiver
from tests.servicechannel import demo
from tests.servicechannel.demo import BRANDT, ORDER
from tests.world import CLIENT, NOON, PASSWORDS, VENDOR, Emulator, Json, start

SEED = 7
ADMIN, SUBSCRIBER, OFFICE = "nwhvac.admin", "larkfield.facilities", "sparrow.office"
ORDERS = (ORDER, demo.HALF_A_MILE, demo.COMPLETED, demo.PENDING, demo.VOID, demo.FORBIDDEN_ORDER)
HOOK = {
    "Name": "Board",
    "Enabled": True,
    "Url": "http://localhost:9/board",
    "Subscriptions": [
        {"Name": "Orders", "EventTypes": ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]},
        {"Name": "Visits", "EventTypes": ["WorkOrderCheckIn", "WorkOrderCheckOut"]},
    ],
}


class Step(NamedTuple):
    """One request; LOGIN and REFRESH are for a token, CLOCK moves it.  who: whose token."""

    method: str
    path: str = ""
    body: object = None
    who: str = ADMIN


def of_an_order(order: int) -> list[Step]:
    path = f"/workorders/{order}"
    out = {"UserId": BRANDT, "PrimaryStatus": "PartsOnOrder", "Resolution": "waits"}
    return [
        Step("POST", f"{path}/universalCheckIn", {"UserId": BRANDT}),
        Step("POST", f"{path}/notes", {"Note": f"about {order}"}),
        Step("CLOCK", "7s"),
        Step("POST", f"{path}/universalCheckOut", out),
        Step("GET", f"{path}/notes", who=SUBSCRIBER),
        Step("GET", path),
        Step("GET", f"/odata{path.replace('/1', '(1')})/workactivities"),
    ]


#: Accepted and refused ones.
FIRST = [
    Step("LOGIN"),
    Step("LOGIN", who=SUBSCRIBER),
    Step("LOGIN", "wrong password", who=OFFICE),
    Step("POST", "/NotificationWebHooks", HOOK),
    Step("POST", "/NotificationWebHooks", HOOK, SUBSCRIBER),
    Step("POST", "/NotificationWebHooks", {"Name": 7}, SUBSCRIBER),
    Step("GET", "/users/current/profile"),
    Step("GET", "/users/current/profile", who="nobody"),
    Step("GET", "/no/such/thing"),
    Step("DELETE", f"/workorders/{ORDER}"),
    *(step for order in ORDERS[:3] for step in of_an_order(order)),
]
SECOND = [
    Step("REFRESH"),
    Step("LOGIN", who="nwhvac.tbrandt"),
    Step("GET", "/users/current/profile", who="nwhvac.tbrandt"),
    *(step for order in ORDERS[3:] for step in of_an_order(order)),
    Step("POST", f"/workorders/{ORDER}/universalCheckIn", {"UserId": "me"}),
    Step("POST", f"/workorders/{ORDER}/universalCheckIn", {"UserId": BRANDT, "TechsCount": 2}),
    Step("POST", f"/workorders/{ORDER}/notes", {"Note": ["no text"]}),
    Step("POST", f"/workorders/{ORDER}/notes"),
    Step("PUT", f"/workorders/{ORDER}/notes", {"Note": "no such method"}),
    Step("GET", f"/workorders/{demo.UNKNOWN}"),
    Step("GET", "/workorders/one"),
    Step("GET", f"/workorders/{ORDER}/notes?paging=0:0"),
    Step("GET", f"/odata/workorders({ORDER})/Service.CheckInActivity(loadBlocked=true)"),
    Step("CLOCK", "9m"),
    Step("GET", "/NotificationWebHooks"),
    Step("GET", f"/workorders/{ORDER}/notes?paging=1:9999"),
    Step("CLOCK", "10m"),
    Step("GET", f"/workorders/{ORDER}"),
]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Caller:
    """Somebody who follows the plan.  tokens: by user, with what they can be renewed with."""

    http: httpx2.Client
    sandbox: str = "default"
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        return "" if self.sandbox == "default" else f"@{self.sandbox}"

    def play(self, steps: Sequence[Step]) -> list[Answer]:
        played = [(step, self._ask(step)) for step in steps]
        return [answer(response) for step, response in played if step.method != "CLOCK"]

    def _ask(self, step: Step) -> httpx2.Response:
        if step.method == "CLOCK":
            return control(self.http, "POST", "/clock", {"advance": step.path}, self.sandbox)
        if step.method in {"LOGIN", "REFRESH"}:
            return self._token(step)
        bearer = self.tokens.get(step.who, ("unknown",))[0]
        headers = {"authorization": f"Bearer {bearer}", "host": "fse.localhost"}
        url = f"{VENDOR}/v3{step.path}"
        return self.http.request(
            step.method, url, json=step.body, headers=headers, follow_redirects=False
        )

    def _token(self, step: Step) -> httpx2.Response:
        password = step.path or PASSWORDS[step.who]
        form = {"grant_type": "password", "username": step.who + self.suffix, "password": password}
        if step.method == "REFRESH":
            form = {"grant_type": "refresh_token", "refresh_token": self.tokens[step.who][1]}
        auth = (CLIENT[0] + self.suffix, CLIENT[1])
        url, headers = f"{VENDOR}/oauth/token", {"host": "fse.localhost"}
        response = self.http.post(
            url, data=form, auth=auth, headers=headers, follow_redirects=False
        )
        if response.status_code == 200:
            given = response.json()
            self.tokens[step.who] = (given["access_token"], given["refresh_token"])
        return response


def control(
    http: httpx2.Client, method: str, path: str, body: object = None, sandbox: str = "default"
) -> httpx2.Response:
    """A control call that must succeed."""
    response = http.request(method, f"/_emulator{path}", json=body, params={"sandbox": sandbox})
    assert response.is_success, response.text
    return response


def answer(response: httpx2.Response) -> Answer:
    headers = {name: text for name, text in response.headers.items() if name != "date"}
    return Answer(response.status_code, headers, response.content)


def unnumbered(answers: Sequence[Answer]) -> list[Answer]:
    """Without the journal's numbers: it goes on over a reset and a restore."""
    kept = [{n: v for n, v in a.headers.items() if n != "emulator-request-id"} for a in answers]
    return [a._replace(headers=headers) for a, headers in zip(answers, kept, strict=True)]


def played(emulator: Emulator, receiver: Receiver) -> tuple[list[Answer], list[Outgoing]]:
    """The whole plan, and what was sent meanwhile."""
    begun = len(receiver.got)
    answers = Caller(emulator.http).play([*FIRST, *SECOND])
    return answers, receiver.got[begun:]


def fresh(storm: str) -> tuple[list[Answer], list[Outgoing]]:
    receiver = Receiver([200, 500, 200])
    with start(send=receiver, seed=SEED, storm=storm) as emulator:
        return played(emulator, receiver)


@pytest.mark.parametrize("storm", ["none", "hostile"])
def test_two_emulators_give_the_same_bytes_to_the_same_requests(storm: str) -> None:
    first, second = fresh(storm), fresh(storm)
    assert first[0] == second[0]
    assert first[1] == second[1]


def test_the_plan_has_sixty_requests_and_is_refused_in_many_ways() -> None:
    answers, sent = fresh("none")
    assert len(answers) >= 60
    assert {a.status for a in answers} >= {200, 201, 400, 401, 404, 405}
    assert len(sent) >= 20


def test_another_seed_gives_other_tokens() -> None:
    receiver = Receiver()
    with start(send=receiver, seed=SEED + 1) as emulator:
        other = Caller(emulator.http).play(FIRST[:1])
    assert other[0].body != fresh("none")[0][0].body


def test_a_reset_emulator_gives_the_same_bytes_as_before_at_the_same_time() -> None:
    receiver = Receiver()
    with start(send=receiver, seed=SEED, storm="hostile") as emulator:
        first = played(emulator, receiver)
        emulator.control("POST", "/clock", {"set": NOON})
        emulator.control("POST", "/reset")
        second = played(emulator, receiver)
    assert unnumbered(first[0]) == unnumbered(second[0])
    assert first[1] == second[1]


def told_in(sandbox: str) -> tuple[list[Answer], list[Outgoing]]:
    """The plan in a sandbox, without its tokens; the journal of `default` has the unknown one."""
    receiver = Receiver()
    with start(send=receiver) as emulator:
        given: Json = {"name": sandbox, "seed": SEED, "clock": NOON, "frozen": True}
        emulator.control("POST", "/sandboxes", given)
        caller = Caller(emulator.http, sandbox)
        answers = caller.play([*FIRST, *SECOND])
    return unnumbered([without_tokens(a) for a in answers]), receiver.got


def without_tokens(given: Answer) -> Answer:
    if b"access_token" not in given.body:
        return given
    body = json.loads(given.body)
    shown = {name: value for name, value in body.items() if not name.endswith("_token")}
    return given._replace(body=json.dumps(shown).encode())


def test_a_sandbox_of_another_name_with_the_same_seed_gives_the_same_answers() -> None:
    one, other = told_in("one"), told_in("two")
    answers, sent = fresh("none")
    assert one[0] == other[0] == unnumbered([without_tokens(a) for a in answers])
    assert one[1] == other[1]
    assert {s.body for s in sent} == {s.body for s in one[1]}


@pytest.mark.parametrize("storm", ["none", "hostile"])
@pytest.mark.parametrize("is_fresh", [False, True], ids=["the same emulator", "a fresh one"])
def test_after_a_restore_follows_what_would_have_followed(storm: str, *, is_fresh: bool) -> None:
    receiver, other = Receiver(), Receiver()
    with start(send=receiver, seed=SEED, storm=storm) as emulator:
        caller = Caller(emulator.http)
        caller.play(FIRST)
        emulator.settle()
        snapshot, tokens = emulator.control("GET", "/snapshot"), dict(caller.tokens)
        begun = len(receiver.got)
        followed, sent = caller.play(SECOND), receiver.got[begun:]
        if not is_fresh:
            begun = len(receiver.got)
            emulator.control("PUT", "/snapshot", snapshot)
            again = Caller(emulator.http, tokens=tokens).play(SECOND)
            sent_again = receiver.got[begun:]
    if is_fresh:
        with start(send=other) as emulator:
            emulator.control("PUT", "/snapshot", snapshot)
            again, sent_again = Caller(emulator.http, tokens=tokens).play(SECOND), other.got
    assert unnumbered(again) == unnumbered(followed)
    assert sent_again == sent


def signed(headers: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The headers that do not tell where the server is."""
    return [row for row in headers if row[0] not in {"host", "user-agent"}]


def told_by_a_process(ready: Path, hash_seed: str) -> tuple[list[Answer], list[object]]:
    """What a server of its own answers, and what its inbox was sent."""
    args = ("--clock", NOON, "--seed", str(SEED), "--profile", "relaxed")
    with (
        serving(ready, *args, PYTHONHASHSEED=hash_seed) as served,
        httpx2.Client(base_url=served.url, trust_env=False) as http,
    ):
        control(http, "POST", "/clock", {"freeze": True, "set": NOON})
        control(http, "POST", "/webhooks/endpoints", {"url": "/_emulator/inbox/board"})
        answers = Caller(http).play([s for s in [*FIRST, *SECOND] if s.body is not HOOK])
        inbox = control(http, "GET", "/inbox/board/messages").json()["messages"]
    port = str(served.port).encode()
    answers = [a._replace(body=a.body.replace(port, b"PORT")) for a in answers]
    return answers, [(m["body"], signed(m["headers"])) for m in inbox]


def test_two_processes_with_other_hashes_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (told_by_a_process(tmp_path / f"{n}.json", n) for n in ("1", "2"))
    assert first[0] == second[0]
    assert len(first[1]) >= 10
    assert first[1] == second[1]
