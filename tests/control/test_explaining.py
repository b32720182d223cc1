import httpx2
import pytest

from tests.control.asking import refused
from tests.explained import explained, newest, told
from tests.world import CLIENT, PASSWORDS, Api, Emulator

ORDER = "/workorders/107002896"
NOTE = {"Note": "Belt ordered."}
FIELDS = {
    "id", "request", "at", "sandbox", "operation", "caller", "status", "outcome", "reason", "rule",
    "kind", "met", "allowed", "evidence", "faults", "did", "committed", "events", "deliveries",
    "received", "next",
}  # fmt: skip


def lost(emulator: Emulator, effect: str, api: Api, method: str = "POST") -> None:
    """A note whose answer does not arrive."""
    emulator.control("POST", "/faults", {"effect": {effect: True}, "times": 1})
    with pytest.raises(httpx2.RemoteProtocolError):
        api.request(method, f"{ORDER}/notes", json=NOTE if method == "POST" else None)


def test_a_request_that_was_answered_tells_what_it_did(emulator: Emulator, provider: Api) -> None:
    answer = provider.post(f"{ORDER}/notes", NOTE)
    said = explained(emulator, answer)
    note = answer.json()["id"]
    assert set(said) == FIELDS
    assert said["request"] == f"POST /servicechannel/v3{ORDER}/notes"
    assert (said["status"], said["outcome"], said["sandbox"]) == (201, "answered", "default")
    assert (said["reason"], said["rule"], said["met"], said["allowed"]) == ("", "", {}, [])
    assert said["committed"] == {"workorders": [107002896], "notes": [note]}
    assert said["did"] == [
        "changed workorders 107002896",
        f"changed notes {note}",
        "told WorkOrderNoteAdded",
    ]
    assert (said["events"], said["received"]) == (["WorkOrderNoteAdded"], "the whole answer")


def test_the_caller_is_named_with_role_and_company(emulator: Emulator, provider: Api) -> None:
    assert explained(emulator, provider.get(ORDER))["caller"] == {
        "id": 1544980,
        "name": "nwhvac.admin",
        "role": "Provider Automation Admin",
        "company": 2000093418,
        "client_id": CLIENT[0],
    }


def test_a_read_changed_nothing(emulator: Emulator, provider: Api) -> None:
    assert explained(emulator, provider.get(ORDER))["did"] == ["changed nothing"]


def test_a_login_tells_whom_it_let_in(emulator: Emulator) -> None:
    said = explained(emulator, emulator.token("nwhvac.admin"))
    assert "granted a login by password to user 1544980" in said["did"]
    assert (said["operation"], said["caller"]) == ("token", None)


def test_the_operation_and_its_answer_say_how_they_are_known(
    emulator: Emulator, provider: Api
) -> None:
    evidence = explained(emulator, provider.post(f"{ORDER}/notes", NOTE))["evidence"]
    assert evidence["operation"]["evidence"] == "documented"
    assert evidence["operation"]["source"].startswith("https://developer.servicechannel.com/")
    assert evidence["answer"]["evidence"] == "assumed"


def test_what_the_contract_says_of_that_very_code_is_told(
    emulator: Emulator, provider: Api
) -> None:
    answer = provider.post("/workorders/106687713/universalCheckIn", {})
    [first, *_] = explained(emulator, answer)["evidence"]["behaviours"]
    assert first["says"].startswith("A COMPLETED order is refused with 400/921")
    assert first["evidence"] == "documented"


def test_an_answer_that_was_lost_warns_of_asking_again(emulator: Emulator, provider: Api) -> None:
    lost(emulator, "lose_answer", provider)
    said = newest(emulator)
    assert (said["status"], said["outcome"]) == (201, "a fault")
    assert said["received"] == "nothing: the connection was closed"
    warning = "it happened, but the client was not told; asking again blindly would do it twice"
    assert said["did"][-1] == warning
    assert "read what was changed before asking again" in said["next"]
    assert [(f["id"], f["effect"], f["match"]) for f in said["faults"]] == [(1, "lose_answer", {})]


def test_a_lost_answer_to_a_read_is_safe_to_ask_again(emulator: Emulator, provider: Api) -> None:
    lost(emulator, "lose_answer", provider, "GET")
    said = newest(emulator)
    assert (said["outcome"], said["did"]) == ("a fault", ["changed nothing"])


def test_a_dropped_request_changed_nothing(emulator: Emulator, provider: Api) -> None:
    lost(emulator, "drop", provider)
    said = newest(emulator)
    assert (said["status"], said["outcome"], said["committed"]) == (0, "a fault", {})
    assert "asking again is safe" in said["faults"][0]["did"]


def test_a_fault_tells_which_requests_it_meets_and_how_to_end_it(
    emulator: Emulator, provider: Api
) -> None:
    match = {"operation": "getWorkOrder"}
    emulator.control("POST", "/faults", {"match": match, "effect": {"status": 503}})
    said = explained(emulator, provider.get(ORDER))
    assert (said["status"], said["outcome"]) == (503, "a fault")
    assert said["faults"][0]["match"] == match
    assert "DELETE /_emulator/faults/1" in said["next"]


def test_a_fault_that_is_gone_is_still_named(emulator: Emulator, provider: Api) -> None:
    emulator.control("POST", "/faults", {"effect": {"status": 503}})
    answer = provider.get(ORDER)
    emulator.control("DELETE", "/faults")
    [fault] = explained(emulator, answer)["faults"]
    assert (fault["effect"], fault["match"]) == ("status", None)


def test_a_slow_answer_is_an_answer(emulator: Emulator, provider: Api) -> None:
    emulator.door.sandboxes.default.pause = _at_once
    emulator.control("POST", "/faults", {"effect": {"latency": "2s"}})
    said = explained(emulator, provider.get(ORDER))
    assert (said["outcome"], said["faults"][0]["effect"]) == ("answered", "latency")


async def _at_once(seconds: float) -> None:
    """No waiting."""
    del seconds


def test_a_refused_login_keeps_its_secrets(emulator: Emulator) -> None:
    answer = emulator.token("nwhvac.admin", "not the password")
    said = str(explained(emulator, answer))
    assert "The user name or password is incorrect." in said
    for secret in ("not the password", CLIENT[1], PASSWORDS["nwhvac.admin"]):
        assert secret not in said


def test_a_secret_in_a_query_is_masked(emulator: Emulator) -> None:
    answer = emulator.http.get(f"/servicechannel/v3/nowhere?client_secret={CLIENT[1]}")
    assert explained(emulator, answer)["request"].endswith("?client_secret=***")


def test_what_to_switch_on_is_told_for_the_sandbox_of_the_request(emulator: Emulator) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "mine"})
    given = made["vendors"]["servicechannel"]["environment"]
    client = (given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"])
    answer = emulator.token("tidewell.office@mine", PASSWORDS["tidewell.office"], client)
    api = Api(emulator.http, answer.json()["access_token"])
    denied = api.post("/workorders/107076046/universalCheckIn", {})
    number = denied.headers["emulator-request-id"]
    said = emulator.control("GET", f"/requests/{number}/explain?sandbox=mine")
    assert said["sandbox"] == "mine"
    assert said["allowed"][0].startswith("PUT /_emulator/permissions?sandbox=mine {")


@pytest.mark.parametrize("number", ["0", "99", "9" * 5000, "one"], ids=["0", "99", "huge", "word"])
def test_a_request_that_is_not_there_is_not_explained(emulator: Emulator, number: str) -> None:
    problem = refused(emulator, "GET", f"/requests/{number}/explain", status=404)
    assert problem["title"] == f"no request {number}"


def test_an_explanation_outlives_what_it_is_about(emulator: Emulator, provider: Api) -> None:
    """The records are told as they were when the request was refused."""
    answer = provider.post("/workorders/106687713/universalCheckIn", {})
    before = explained(emulator, answer)
    emulator.change("workorders", 106687713, Status={"Primary": "OPEN", "Extended": ""})
    assert explained(emulator, answer) == before


def test_explaining_is_no_request_of_the_journal(emulator: Emulator, provider: Api) -> None:
    explained(emulator, provider.get(ORDER))
    assert len(emulator.control("GET", "/requests")["requests"]) == 2
    assert told(emulator, 1)["operation"] == "token"
