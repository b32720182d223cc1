"""Faults over HTTP: made, listed, ended, and never of the control plane."""

from collections.abc import Iterator

import httpx2
import pytest

from emulator.kernel.fault_fields import EFFECTS
from emulator.kernel.faults import MOST
from tests.asgi import Closed
from tests.control.asking import problem_of, refused
from tests.world import Emulator, Json, start

ORDER = "/workorders/107002896"
LOST: Json = {"match": {"operation": "getWorkOrder"}, "effect": {"lose_answer": True}, "times": 1}
RARE: Json = {"match": {"probability": 0.5}, "effect": {"status": 503}}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with start() as emulator:
        yield emulator


def listed(emulator: Emulator, query: str = "") -> list[Json]:
    faults: list[Json] = emulator.control("GET", f"/faults{query}")["faults"]
    return faults


def statuses(emulator: Emulator, count: int = 30) -> list[int]:
    api = emulator.login()
    return [api.get(ORDER).status_code for _ in range(count)]


def test_at_first_there_are_none_and_the_listing_names_the_effects(emulator: Emulator) -> None:
    assert emulator.control("GET", "/faults") == {"faults": [], "effects": list(EFFECTS)}
    assert emulator.control("GET", "/")["faults"] == 0


def test_a_fault_is_answered_with_its_number_and_tells_what_it_did(emulator: Emulator) -> None:
    made = emulator.control("POST", "/faults", LOST)
    assert made == LOST | {"id": 1, "fitted": 0, "struck": 0, "over": False}
    assert emulator.control("GET", "/")["faults"] == 1
    api = emulator.login()
    with pytest.raises(Closed):
        api.get(ORDER)
    assert api.get(ORDER).status_code == 200
    after = made | {"fitted": 1, "struck": 1, "over": True}
    assert emulator.control("GET", "/faults/1") == listed(emulator)[0] == after
    assert emulator.control("GET", "/")["faults"] == 0


def test_the_journal_tells_which_faults_struck_and_what_left(emulator: Emulator) -> None:
    emulator.control("POST", "/faults", LOST)
    emulator.control("POST", "/faults", {"effect": {"latency": "5s"}, "match": {"nth": 2}})
    api = emulator.login()
    with pytest.raises(Closed):
        api.post(f"{ORDER}/notes", {"Note": "x"}) and api.get(ORDER)
    entries = emulator.control("GET", "/requests")["requests"]
    assert [(e["operation"], [f["effect"] for f in e["faults"]]) for e in entries] == [
        ("getWorkOrder", ["lose_answer"]),
        ("postNote", ["latency"]),
        ("token", []),
    ]
    whole = emulator.control("GET", "/requests/3")
    assert (whole["status"], whole["received"]) == (200, "nothing: the connection was closed")
    assert emulator.waited == [5]


def test_a_dropped_request_has_the_status_0(emulator: Emulator) -> None:
    emulator.control("POST", "/faults", {"effect": {"drop": True}})
    with pytest.raises(Closed):
        emulator.login()
    assert len(emulator.control("GET", "/requests?status=0")["requests"]) == 1


def test_one_fault_is_ended_or_all(emulator: Emulator) -> None:
    for _ in range(3):
        emulator.control("POST", "/faults", RARE)
    emulator.control("DELETE", "/faults/2")
    assert [fault["id"] for fault in listed(emulator)] == [1, 3]
    emulator.control("DELETE", "/faults")
    assert listed(emulator) == []
    assert emulator.control("POST", "/faults", RARE)["id"] == 1


def test_a_reset_ends_all_and_what_follows_meets_the_same_again(emulator: Emulator) -> None:
    met = []
    for _ in range(2):
        emulator.control("POST", "/reset")
        assert listed(emulator) == []
        token = emulator.login()
        emulator.control("POST", "/faults", RARE)
        met.append([token.get(ORDER).status_code for _ in range(30)])
    assert met[0] == met[1]
    assert set(met[0]) == {200, 503}


@pytest.mark.parametrize("number", ["2", "0", "-1", "1.0", "x", "9" * 30, "%D9%A1", "1%2F2"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_number_that_no_fault_has_is_a_problem(
    emulator: Emulator, method: str, number: str
) -> None:
    emulator.control("POST", "/faults", LOST)
    told = refused(emulator, method, f"/faults/{number}", status=404)
    assert told["detail"] == "there are: 1" or number == "1%2F2"
    assert len(listed(emulator)) == 1


def test_a_problem_names_the_first_faults_only(emulator: Emulator) -> None:
    assert refused(emulator, "GET", "/faults/1", status=404)["detail"] == "there are: none"
    for _ in range(12):
        emulator.control("POST", "/faults", LOST)
    told = refused(emulator, "GET", "/faults/99", status=404)
    assert told["detail"] == "there are: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …"


WRONG: dict[str, tuple[object, int, str]] = {
    "no effect": ({}, 400, "effect: None, expected an object with one of status, latency"),
    "a list": ([], 400, "it is list"),
    "a text": ("drop", 400, "it is str"),
    "an unknown key": ({"when": {}}, 400, "the body has when; known: match, effect, times"),
    "an unknown effect": ({"effect": {"burn": True}}, 400, "effect: 'burn', expected one of"),
    "an unknown vendor": ({"match": {"vendor": "acme"}}, 404, "expected one of servicechannel"),
    "an operation of the other": (
        {"match": {"vendor": "servicetrade", "operation": "getWorkOrder"}},
        404,
        "expected ",
    ),
    "a misspelt operation": (
        {"match": {"operation": "universalCheckin"}},
        404,
        "expected universalCheckIn, universalCheckOut, validateCheckIn",
    ),
    "no operation at all": ({"match": {"operation": "§"}}, 404, "expected an operationId of"),
    "a list of operations": ({"match": {"operation": ["x"]}}, 400, "match.operation: ['x'], exp"),
    "a number as vendor": ({"match": {"vendor": 5}}, 400, "match.vendor: 5, expected a text"),
    "a null path": ({"match": {"path": None}}, 400, "match.path: None, expected a text"),
    "the control plane": ({"match": {"path": "/_emulator/*"}}, 400, "expected a vendor's path"),
    "readiness": ({"match": {"path": "/healthz"}}, 400, "expected a vendor's path"),
    "a prefix": (
        {"match": {"path": "/servicechannel/v3/*"}},
        400,
        "match.path: /servicechannel/v3/*, expected /v3/* and vendor servicechannel",
    ),
    "a key that expires": (
        {"match": {"vendor": "spp"}, "effect": {"expire_token": True}},
        400,
        "Service Provider Pro is called with API keys; status=401 is one that was deleted",
    ),
    "a key of an operation that expires": (
        {"match": {"operation": "listOrders"}, "effect": {"expire_token": True}},
        400,
        "is called with API keys",
    ),
    "nothing but a prefix": ({"match": {"path": "/servicetrade"}}, 400, "expected / and vendor"),
}


@pytest.mark.parametrize(("given", "status", "said"), WRONG.values(), ids=WRONG)
def test_a_fault_that_cannot_be_is_a_problem_that_says_what_was_expected(
    emulator: Emulator, given: object, status: int, said: str
) -> None:
    told = refused(emulator, "POST", "/faults", given, status=status)
    assert said in told["detail"]
    assert listed(emulator) == []
    assert emulator.login().get(ORDER).status_code == 200


@pytest.mark.parametrize("match", [{}, {"vendor": "servicetrade"}, {"operation": "getWorkOrder"}])
def test_tokens_expire_wherever_there_are_tokens(emulator: Emulator, match: Json) -> None:
    given = {"match": match, "effect": {"expire_token": True}}
    assert emulator.control("POST", "/faults", given)["id"] == 1


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"effect": {"latency": NaN}}', b'{"effect": {"latency": 1e999}}', b"\xff",
     b'{"effect": {"latency": 1' + b"0" * 400 + b"}}"],
    ids=["torn", "NaN", "beyond floats", "no text", "beyond integers"],
)  # fmt: skip
def test_a_body_that_is_no_fault_is_a_problem(emulator: Emulator, content: bytes) -> None:
    problem_of(emulator.http.post("/_emulator/faults", content=content))
    assert listed(emulator) == []


def test_a_thousand_and_first_fault_is_a_problem(emulator: Emulator) -> None:
    for _ in range(MOST):
        emulator.door.sandboxes.default.faults.add(LOST)
    told = refused(emulator, "POST", "/faults", LOST)
    assert told["detail"] == "there are 1000 faults already; remove some"


@pytest.mark.parametrize("match", [{}, {"path": "*"}, {"path": "/*"}, {"method": "GET"}], ids=str)
def test_no_fault_meets_the_control_plane(emulator: Emulator, match: Json) -> None:
    emulator.control("POST", "/faults", {"match": match, "effect": {"drop": True}})
    for path in ("/_emulator/faults", "/_emulator/clock", "/healthz", "/_emulator/", "/"):
        assert emulator.http.get(path).status_code == 200
    assert [fault["fitted"] for fault in listed(emulator)] == [0]


def ask(emulator: Emulator, path: str, host: str) -> httpx2.Response:
    return emulator.http.get(path, headers={"Host": host})


def test_a_path_is_the_vendors_by_its_prefix_or_its_host(emulator: Emulator) -> None:
    fault = {"match": {"path": "/v3/*"}, "effect": {"status": 500}}
    emulator.control("POST", "/faults", fault)
    assert ask(emulator, "/servicechannel/v3/x", "localhost").status_code == 500
    assert ask(emulator, "/v3/x", "servicechannel.localhost").status_code == 500
    assert ask(emulator, "/servicetrade/v3/x", "localhost").status_code == 500
    assert ask(emulator, "/servicechannel/v4/x", "localhost").status_code == 400


def test_faults_are_one_sandboxs_own(emulator: Emulator) -> None:
    emulator.control("POST", "/sandboxes", {"name": "other"})
    emulator.control("POST", "/faults?sandbox=other", RARE)
    assert (len(listed(emulator)), len(listed(emulator, "?sandbox=other"))) == (0, 1)
    assert set(statuses(emulator)) == {200}


def test_a_copy_of_a_sandbox_and_a_restored_one_go_on_with_its_faults(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.control("POST", "/faults", RARE)
    [api.get(ORDER) for _ in range(7)]
    snapshot = emulator.control("GET", "/snapshot")
    emulator.control("POST", "/sandboxes", {"name": "copy", "from": "default"})
    assert listed(emulator, "?sandbox=copy") == listed(emulator)
    followed = [api.get(ORDER).status_code for _ in range(30)]
    emulator.control("PUT", "/snapshot", snapshot)
    assert [api.get(ORDER).status_code for _ in range(30)] == followed
    assert emulator.control("POST", "/faults", RARE)["id"] == 2


def test_sandboxes_with_other_seeds_meet_other_requests() -> None:
    met = []
    for seed in (1, 1, 2):
        with start(seed=seed) as emulator:
            token = emulator.login()
            emulator.control("POST", "/faults", RARE)
            met.append([token.get(ORDER).status_code for _ in range(30)])
    assert met[0] == met[1] != met[2]


def test_a_snapshot_with_a_fault_that_cannot_be_is_refused(emulator: Emulator) -> None:
    emulator.control("POST", "/faults", RARE)
    snapshot = emulator.control("GET", "/snapshot")
    snapshot["_sandbox.json"]["faults"]["all"][0]["effect"] = {"burn": True}
    told = refused(emulator, "PUT", "/snapshot", snapshot)
    assert "_sandbox.json: faults: effect: 'burn', expected one of" in told["detail"]
    del snapshot["_sandbox.json"]["faults"]
    emulator.control("PUT", "/snapshot", snapshot)
    assert listed(emulator) == []


def test_head_asks_for_the_listing_without_its_body(emulator: Emulator) -> None:
    answer = emulator.http.head("/_emulator/faults")
    assert (answer.status_code, answer.content) == (200, b"")
