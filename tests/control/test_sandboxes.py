"""Sandboxes over HTTP: what is made, and that nothing of one is seen in another."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.control.asking import refused
from tests.receiver import Receiver
from tests.world import CLIENT, NOON, Emulator, Json, demo, start

ORDER = 107002896
PATH = f"/servicechannel/v3/workorders/{ORDER}"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    with start(send=receiver) as emulator:
        yield emulator


def create(emulator: Emulator, **given: object) -> Json:
    return emulator.control("POST", "/sandboxes", given)


def environment(sandbox: Json) -> dict[str, str]:
    given: dict[str, str] = sandbox["vendors"]["servicechannel"]["environment"]
    return given


def ask_token(emulator: Emulator, env: dict[str, str]) -> httpx2.Response:
    return emulator.http.post(
        env["SC_TOKEN_URL"],
        data={
            "grant_type": "password",
            "username": env["SC_USERNAME"],
            "password": env["SC_PASSWORD"],
        },
        auth=(env["SC_CLIENT_ID"], env["SC_CLIENT_SECRET"]),
        follow_redirects=False,
    )


def bearer(emulator: Emulator, sandbox: Json) -> dict[str, str]:
    answer = ask_token(emulator, environment(sandbox))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def check_in(emulator: Emulator, token: dict[str, str]) -> int:
    url = f"{PATH}/universalCheckIn"
    answer = emulator.http.post(url, json={"UserId": 1544987}, headers=token)
    return answer.status_code


def status(emulator: Emulator, token: dict[str, str]) -> str:
    answer = emulator.http.get(PATH, headers=token)
    primary: str = answer.json()["Status"]["Primary"]
    return primary


def test_there_is_always_default_and_it_stays(emulator: Emulator) -> None:
    (only,) = emulator.control("GET", "/sandboxes")["sandboxes"]
    assert (only["name"], only["from"]) == ("default", "fixtures")
    assert environment(only)["SC_CLIENT_ID"] == CLIENT[0]
    assert "reset it" in refused(emulator, "DELETE", "/sandboxes/default", status=409)["detail"]


def test_a_sandbox_hands_out_credentials_that_lead_to_it(emulator: Emulator) -> None:
    made = create(emulator, name="t1")
    assert environment(made)["SC_CLIENT_ID"] == f"{CLIENT[0]}@t1"
    assert environment(made)["SC_USERNAME"] == "nwhvac.admin@t1"
    bearer(emulator, made)
    seen = emulator.control("GET", "/requests?sandbox=t1")["requests"]
    assert [entry["operation"] for entry in seen] == ["token"]
    assert emulator.control("GET", "/requests")["requests"] == []


def test_what_happens_in_one_sandbox_is_seen_in_no_other(emulator: Emulator) -> None:
    one, two = create(emulator), create(emulator)
    tokens = [bearer(emulator, sandbox) for sandbox in (one, two)]
    assert tokens[0] != tokens[1]
    assert [check_in(emulator, token) for token in tokens] == [200, 200]
    assert check_in(emulator, tokens[0]) == 400
    assert emulator.login().get(f"/workorders/{ORDER}").json()["Status"]["Primary"] == "OPEN"


@pytest.mark.parametrize("name", ["a/b", "", "-x", "a@b", "x" * 41, 7])
def test_a_name_that_cannot_be_is_refused(emulator: Emulator, name: object) -> None:
    assert "expected 1 to 40" in refused(emulator, "POST", "/sandboxes", {"name": name})["detail"]


def test_a_name_is_taken_once(emulator: Emulator) -> None:
    create(emulator, name="t1")
    refused(emulator, "POST", "/sandboxes", {"name": "t1"}, status=409)
    emulator.control("DELETE", "/sandboxes/t1")
    assert create(emulator, name="t1")["name"] == "t1"


def test_without_a_name_sandboxes_are_numbered(emulator: Emulator) -> None:
    create(emulator, name="s2")
    assert [create(emulator)["name"] for _ in range(3)] == ["s1", "s3", "s4"]


def test_a_fork_is_a_copy_that_goes_its_own_way(emulator: Emulator) -> None:
    one = create(emulator, name="one", storm="late", profile="sandbox2")
    token = bearer(emulator, one)
    check_in(emulator, token)
    two = create(emulator, **{"from": "one", "name": "two"})
    assert (two["from"], two["profiles"]) == ("one", one["profiles"])
    assert two["profiles"]["servicechannel"] == "sandbox2"
    other = bearer(emulator, two)
    assert status(emulator, other) == "IN PROGRESS"
    done = {"UserId": 1544987, "PrimaryStatus": "Completed"}
    emulator.http.post(f"{PATH}/universalCheckOut", json=done, headers=other)
    assert (status(emulator, token), status(emulator, other)) == ("IN PROGRESS", "COMPLETED")


def test_a_fork_is_reset_to_what_it_was_forked_from(emulator: Emulator) -> None:
    one = create(emulator, name="one")
    check_in(emulator, bearer(emulator, one))
    create(emulator, **{"from": "one", "name": "two"})
    emulator.control("POST", "/reset?sandbox=one")
    emulator.control("POST", "/reset?sandbox=two")
    now = {name: emulator.control("GET", f"/snapshot?sandbox={name}") for name in ("one", "two")}
    orders = {
        n: s["servicechannel.json"]["workorders"][str(ORDER)]["Status"]["Primary"]
        for n, s in now.items()
    }
    assert orders == {"one": "OPEN", "two": "IN PROGRESS"}


def test_a_dropped_sandboxs_credentials_and_tokens_lead_nowhere(emulator: Emulator) -> None:
    made = create(emulator, name="t1")
    token = bearer(emulator, made)
    emulator.control("DELETE", "/sandboxes/t1")
    assert ask_token(emulator, environment(made)).status_code == 302
    assert emulator.http.get(PATH, headers=token).status_code == 401
    refused(emulator, "GET", "/clock?sandbox=t1", status=404)
    refused(emulator, "DELETE", "/sandboxes/t1", status=404)


def test_each_sandbox_has_its_clock_and_its_seed(emulator: Emulator) -> None:
    made = create(emulator, clock="2030-01-01T00:00:00Z", frozen=True, seed=7)
    assert (made["seed"], made["clock"]) == (
        7,
        {"now": "2030-01-01T00:00:00+00:00", "frozen": True},
    )
    assert emulator.control("GET", "/clock")["now"].startswith(NOON[:10])
    order = emulator.http.get(PATH, headers=bearer(emulator, made)).json()
    assert order["CallDate"].startswith("2029-12")


def test_each_sandbox_has_its_webhooks(emulator: Emulator, receiver: Receiver) -> None:
    one, two = create(emulator, name="one"), create(emulator, name="two")
    given = {"url": "http://localhost:9/", "events": ["WorkOrderCheckIn"]}
    emulator.control("POST", "/webhooks/endpoints?sandbox=one", given)
    for sandbox in (two, one):
        check_in(emulator, bearer(emulator, sandbox))
        emulator.control("POST", f"/clock?sandbox={sandbox['name']}", {"advance": "0s"})
    assert len(receiver.got) == 1
    assert emulator.control("GET", "/webhooks/deliveries?sandbox=two")["deliveries"] == []


def test_a_sandbox_is_made_from_fixtures_that_are_given(emulator: Emulator) -> None:
    snapshot = emulator.control("GET", "/snapshot")
    tables = snapshot["servicechannel.json"]
    tables["workorders"][str(ORDER)] = demo("workorders", ORDER) | {"Caller": "Nobody"}
    made = create(emulator, fixtures={"servicechannel.json": tables})
    order = emulator.http.get(PATH, headers=bearer(emulator, made)).json()
    assert order["Caller"] == "Nobody"


def test_all_that_is_wrong_with_fixtures_is_listed_and_nothing_is_made(emulator: Emulator) -> None:
    meta = {"1": {"format": 1, "now": NOON, "shift": True}}
    wrong = {
        "servicechannel.json": {"_meta": meta, "orders": {}, "notes": {"1": {"Id": 2}}},
        "acme.json": {},
    }
    detail = refused(emulator, "POST", "/sandboxes", {"fixtures": wrong})["detail"]
    assert "servicechannel.json: orders: unknown table" in detail
    assert "servicechannel.json: notes/1: Id: 2, expected 1" in detail
    assert "acme.json: expected one of servicechannel.json" in detail
    assert len(emulator.control("GET", "/sandboxes")["sandboxes"]) == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"from": "nobody"}, 404),
        ({"from": 3}, 404),
        ({"from": "default", "fixtures": {}}, 400),
        ({"fixtures": []}, 400),
        ({"profile": "sandbox3"}, 404),
        ({"profile": ["relaxed", "acme=relaxed"]}, 404),
        ({"seed": "7"}, 400),
        ({"seed": True}, 400),
        ({"clock": "noon"}, 400),
        ({"clock": "1960-01-01T00:00:00Z"}, 400),
        ({"frozen": "yes"}, 400),
        ({"storm": "breeze"}, 404),
        ({"snapshot": {}}, 400),
        ({"colour": "red"}, 400),
    ],
    ids=str,
)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(
    emulator: Emulator, given: Json, status: int
) -> None:
    refused(emulator, "POST", "/sandboxes", given, status=status)
    assert len(emulator.control("GET", "/sandboxes")["sandboxes"]) == 1
