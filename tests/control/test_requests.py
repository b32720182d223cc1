import pytest

from tests.control.asking import refused
from tests.world import CLIENT, PASSWORDS, Emulator, Json

ORDER = "/workorders/107002896"


@pytest.fixture
def journal(emulator: Emulator) -> Emulator:
    """Four requests: a login, a read, a refused read, an unknown route."""
    api = emulator.login()
    api.get(ORDER)
    api.get("/workorders/1/notes")
    api.get("/nowhere?x=1")
    return emulator


def listed(emulator: Emulator, query: str = "") -> list[Json]:
    shown: list[Json] = emulator.control("GET", f"/requests{query}")["requests"]
    return shown


def ids(emulator: Emulator, query: str = "") -> list[int]:
    return [entry["id"] for entry in listed(emulator, query)]


def test_requests_are_listed_newest_first(journal: Emulator) -> None:
    assert ids(journal) == [4, 3, 2, 1]
    assert journal.control("GET", "/requests")["dropped"] == 0


def test_control_calls_are_not_in_the_journal(emulator: Emulator) -> None:
    emulator.control("GET", "/clock")
    assert listed(emulator) == []


def test_a_listing_tells_what_was_asked_and_answered(journal: Emulator) -> None:
    newest, read = listed(journal)[0], listed(journal)[2]
    assert read == {
        "id": 2,
        "at": "2026-06-15T12:00:00+00:00",
        "vendor": "servicechannel",
        "operation": "getWorkOrder",
        "method": "GET",
        "path": "/servicechannel/v3/workorders/107002896",
        "query": "",
        "status": 200,
        "reason": "",
        "client_id": CLIENT[0],
        "caller": 1544980,
        "faults": [],
    }
    assert (newest["operation"], newest["status"], newest["query"]) == (None, 404, "x=1")
    assert newest["reason"] == "no such operation: GET /v3/nowhere"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?limit=2", [4, 3]),
        ("?limit=0", []),
        ("?limit=999999999", [4, 3, 2, 1]),
        ("?vendor=servicechannel", [4, 3, 2, 1]),
        ("?vendor=acme", []),
        ("?operation=getWorkOrder", [2]),
        ("?status=200", [2, 1]),
        ("?status=404", [4]),
        ("?refused=true", [4, 3]),
        ("?refused=false", [2, 1]),
        ("?refused=TRUE&limit=1", [4]),
        ("?refused=true&status=404", [4]),
        ("?unheard=of", [4, 3, 2, 1]),
    ],
    ids=[
        "limit",
        "limit-0",
        "large-limit",
        "vendor",
        "other-vendor",
        "operation",
        "status",
        "other-status",
        "refused",
        "not-refused",
        "limit-after-filter",
        "two-filters",
        "unknown-filter",
    ],
)
def test_a_listing_is_filtered(journal: Emulator, query: str, found: list[int]) -> None:
    assert ids(journal, query) == found


@pytest.mark.parametrize("limit", ["-1", "many", "", "1.5", "9" * 30])
def test_a_limit_that_is_no_whole_number_is_refused(emulator: Emulator, limit: str) -> None:
    told = refused(emulator, "GET", f"/requests?limit={limit}")
    assert (told["title"], told["detail"]) == ("limit", f"{limit!r}, expected a whole number")


def test_200_requests_are_listed_unless_more_are_asked_for(emulator: Emulator) -> None:
    api = emulator.login()
    for _ in range(201):
        api.get(ORDER)
    assert len(listed(emulator)) == 200
    assert len(listed(emulator, "?limit=500")) == 202


def test_one_request_is_told_whole(emulator: Emulator) -> None:
    api = emulator.login()
    api.post(f"{ORDER}/universalCheckIn", {"WorkTypeId": 1})
    whole = emulator.control("GET", "/requests/2")
    assert (whole["status"], whole["operation"]) == (200, "universalCheckIn")
    assert '"WorkTypeId":1' in whole["body"].replace(" ", "")
    assert "MechanicId" in whole["answer"]
    assert 107002896 in whole["committed"]["workorders"]
    assert whole["events"]
    assert ["host", "localhost"] in whole["headers"]


def test_a_refused_request_committed_nothing(journal: Emulator) -> None:
    whole = journal.control("GET", "/requests/3")
    assert (whole["committed"], whole["events"]) == ({}, [])


def test_an_answer_names_its_request(emulator: Emulator) -> None:
    answer = emulator.login().get("/nowhere")
    told = emulator.control("GET", f"/requests/{answer.headers['emulator-request-id']}")
    assert told["path"] == "/servicechannel/v3/nowhere"
    assert told["reason"] == answer.headers["emulator-reason"]


@pytest.mark.parametrize("number", ["0", "99", "9" * 5000, "one"], ids=["0", "99", "huge", "word"])
def test_a_request_that_is_not_there_is_not_found(journal: Emulator, number: str) -> None:
    told = refused(journal, "GET", f"/requests/{number}", status=404)
    assert told == told | {"title": f"no request {number}", "detail": "it may have been dropped"}


def test_no_secret_is_told(emulator: Emulator) -> None:
    api = emulator.login()
    api.get(ORDER)
    emulator.http.get("/servicechannel/v3/workorders", headers={"Cookie": f"a={CLIENT[1]}"})
    emulator.http.post("/servicechannel/oauth/tokens", data={"password": "demo-provider-admin"})
    emulator.http.get(f"/servicechannel/oauth/authorize?client_secret={CLIENT[1]}")
    told = str(listed(emulator))
    for number in ids(emulator):
        told += emulator.http.get(f"/_emulator/requests/{number}").text
    for secret in (api.token, CLIENT[1], PASSWORDS["nwhvac.admin"]):
        assert secret not in told


def test_deleting_forgets_all_requests_and_goes_on_counting(journal: Emulator) -> None:
    answer = journal.http.delete("/_emulator/requests")
    assert (answer.status_code, answer.content) == (204, b"")
    assert journal.control("GET", "/requests") == {"requests": [], "dropped": 0}
    journal.login()
    assert ids(journal) == [5]


def test_dropped_requests_are_counted(emulator: Emulator) -> None:
    """300 unknown routes whose bodies are kept at 64 KB each are more than 16 MB."""
    for _ in range(300):
        emulator.http.post("/servicechannel/v3/nowhere", content=b"x" * 65_536)
    told = emulator.control("GET", "/requests?limit=1000")
    assert len(told["requests"]) + told["dropped"] == 300
    assert told["dropped"] > 0
    assert told["requests"][0]["id"] == 300
    refused(emulator, "GET", "/requests/1", status=404)
