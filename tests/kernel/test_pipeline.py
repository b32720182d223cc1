"""The walk of one request, on a vendor that exists only here."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx2
import pytest

from emulator.kernel.errors import Mistake, WrongVersion
from emulator.kernel.faults import Faults
from emulator.kernel.found import bind
from emulator.kernel.pipeline import Pipeline
from emulator.kernel.request import BODY_LIMIT
from emulator.kernel.sandbox import Sandboxes, Start
from tests.kernel.acme import NOON, OPERATIONS, App, get_note, install, make_vendor
from tests.receiver import Receiver

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(install(tmp_path))


def kind(answer: httpx2.Response) -> str:
    return str(answer.json()["kind"])


def test_an_operation_answers_with_its_status_and_body(app: App) -> None:
    answer = app.http.post("/notes", headers=app.login(), json={"Text": "second"})
    assert (answer.status_code, answer.json()) == (201, {"Id": 6, "Text": "second"})


def test_every_answer_carries_the_id_of_its_journal_entry(app: App) -> None:
    answers = [app.http.get("/nowhere"), app.http.get("/notes/5", headers=app.login())]
    assert [answer.headers["emulator-request-id"] for answer in answers] == ["1", "3"]


def test_a_refusal_is_worded_by_the_vendor_and_its_reason_goes_beside(app: App) -> None:
    answer = app.http.get("/notes/7", headers=app.login())
    assert answer.json() == {"kind": "NotFound", "rule": "notes", "operation": "getNote"}
    assert answer.headers["emulator-reason"] == "notes has no record 7"


#: Each repairs one fault of a request that is wrong in everything; in the order of the stages.
REPAIRS: Sequence[tuple[str, Mapping[str, object], Mapping[str, object]]] = (
    ("fault 418", {"fault": True}, {"fault": False}),
    ("TooLarge", {"content": b"{" + b"x" * BODY_LIMIT}, {"content": b"{"}),
    ("NoOperation", {"path": "/nowhere"}, {"path": "/notes"}),
    ("WrongMethod", {"method": "PATCH"}, {"method": "POST"}),
    ("Unauthenticated", {"user": None}, {"user": "bob"}),
    ("Throttled", {"calls": 0}, {"calls": 9}),
    ("Forbidden", {}, {"user": "ada"}),
    ("WrongMedia", {"media": "text/xml"}, {"media": "application/json"}),
    ("Malformed", {}, {"content": b'{"Text": "fine"}'}),
)


@pytest.mark.parametrize("stage", range(len(REPAIRS)), ids=[kind for kind, *_ in REPAIRS])
def test_the_earliest_stage_that_refuses_answers(tmp_path: Path, stage: int) -> None:
    asked: dict[str, object] = {}
    for _, wrong, _ in REPAIRS:
        asked |= wrong
    for _, _, right in REPAIRS[:stage]:
        asked |= right
    assert kind(ask(tmp_path, asked)) == REPAIRS[stage][0]


def test_a_request_that_no_stage_refuses_is_answered_by_its_operation(tmp_path: Path) -> None:
    asked: dict[str, object] = {}
    for _, _, right in REPAIRS:
        asked |= right
    assert ask(tmp_path, asked).status_code == 201


def ask(folder: Path, asked: Mapping[str, object]) -> httpx2.Response:
    app = App(install(folder, calls=int(str(asked["calls"]))))
    if asked["fault"]:
        app.sandbox.faults.add({"effect": {"status": 418}})
    user = asked["user"]
    token = {} if user is None else app_login(app, str(user))
    headers = {"Content-Type": str(asked["media"]), **token}
    content = asked["content"]
    assert isinstance(content, bytes)
    return app.http.request(
        str(asked["method"]), str(asked["path"]), headers=headers, content=content
    )


def app_login(app: App, user: str) -> dict[str, str]:
    """Also where a fault answers every request."""
    faults, app.sandbox.faults = app.sandbox.faults, Faults(0)
    token = app.login(user)
    app.sandbox.faults = faults
    return token


def test_the_first_fault_that_answers_does_so(app: App) -> None:
    for effect in ({"latency": 1}, {"status": 503}, {"status": 500}):
        app.sandbox.faults.add({"effect": effect})
    assert app.http.get("/notes/5").status_code == 503
    assert [fault.struck for fault in app.sandbox.faults] == [1, 1, 0]


def test_a_throttled_request_does_not_reach_its_operation(tmp_path: Path) -> None:
    app = App(install(tmp_path, calls=1))
    token = app.login()
    app.http.get("/notes/5", headers=token)
    assert kind(app.http.post("/notes", headers=token, json={"Text": "no"})) == "Throttled"
    assert list(app.dump()["notes"]) == ["5"]


def test_a_right_is_asked_of_the_vendor_with_what_the_entry_says(app: App) -> None:
    answer = app.http.post("/notes", headers=app.login("bob"), json={"Text": "no"})
    assert (kind(answer), answer.headers["emulator-reason"]) == ("Forbidden", "only for Admin")


def test_changes_of_an_operation_are_committed_and_its_events_noted(app: App) -> None:
    app.http.post("/notes", headers=app.login(), json={"Text": "second"})
    assert app.dump()["notes"]["6"] == {"Id": 6, "Text": "second"}
    assert next(iter(app.sandbox.journal)).events == ["NoteCreated"]


def test_an_operation_whose_changes_cannot_be_stored_changes_and_sends_nothing(app: App) -> None:
    token = app.login()
    before = app.dump()
    answer = app.http.put("/notes/5", headers=token, json={"Text": "changed"})
    assert answer.status_code == 500
    assert app.dump() == before
    assert list(app.sandbox.courier.log) == []


def test_a_refused_operation_changes_nothing_but_the_records_it_keeps(app: App) -> None:
    answer = app.http.delete("/notes/5", headers=app.login())
    assert kind(answer) == "Conflict"
    assert app.dump()["notes"] == {"5": {"Id": 5, "Text": "first"}}
    assert app.dump()["refusals"] == {"1": {"Id": 1, "By": 1}}
    assert next(iter(app.sandbox.journal)).whole()["committed"] == {"refusals": [1]}


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("GET", "LookupError: a secret of ada"),
        ("POST", "TypeError: Type is not JSON serializable: object"),
        ("PUT", "KeyError: 'without words'"),
    ],
    ids=["in-the-operation", "in-its-reply", "in-the-wording"],
)
def test_a_bug_answers_the_vendors_crash_and_is_in_the_journal(
    app: App, method: str, error: str
) -> None:
    answer = app.http.request(method, "/broken", headers=app.login())
    assert (answer.status_code, answer.json()) == (500, {"Message": "Something is wrong."})
    entry = next(iter(app.sandbox.journal))
    assert entry.status == 500
    assert "Traceback (most recent call last)" in entry.traceback
    assert error in entry.traceback


def test_a_traceback_stays_in_the_journal(app: App) -> None:
    answer = app.http.get("/broken", headers=app.login())
    shown = answer.text + str(answer.headers)
    assert "Traceback" not in shown
    assert ".py" not in shown
    assert answer.headers["emulator-reason"].startswith("a bug of the emulator: LookupError: ")


def test_after_a_bug_the_next_request_is_answered(app: App) -> None:
    token = app.login()
    app.http.get("/broken", headers=token)
    assert app.http.get("/notes/5", headers=token).status_code == 200


def test_head_is_a_wrong_method_where_the_contract_does_not_have_it(app: App) -> None:
    answer = app.http.head("/notes/5", headers=app.login())
    assert (answer.status_code, answer.content) == (405, b"")
    assert int(answer.headers["content-length"]) > 0
    reason = "no such operation: HEAD /notes/5; this route has DELETE, GET, PUT"
    assert answer.headers["emulator-reason"] == reason


def test_an_unknown_route_says_so_in_its_reason(app: App) -> None:
    answer = app.http.get("/nowhere?x=1")
    assert answer.headers["emulator-reason"] == "no such operation: GET /nowhere"


def chunks() -> Iterator[bytes]:
    for _ in range(BODY_LIMIT // 65_536 + 1):
        yield b"x" * 65_536


@pytest.mark.parametrize("way", ["content-length", "chunks"])
def test_a_body_over_one_mebibyte_is_refused_and_not_kept(app: App, way: str) -> None:
    content = chunks() if way == "chunks" else b"x" * (BODY_LIMIT + 1)
    answer = app.http.post("/notes", headers=app.login() | JSON, content=content)
    assert (answer.status_code, kind(answer)) == (413, "TooLarge")
    entry = next(iter(app.sandbox.journal))
    assert (entry.status, entry.body) == (413, b"")


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "TEXT/JSON"])
def test_a_media_type_is_read_whatever_its_case_and_parameters(app: App, media: str) -> None:
    headers = app.login() | {"Content-Type": media}
    answer = app.http.post("/notes", headers=headers, content=b'{"Text": "x"}')
    assert answer.status_code == 201


def test_a_body_without_a_media_type_is_read_as_json(app: App) -> None:
    answer = app.http.post("/notes", headers=app.login(), content=b'{"Text": "x"}')
    assert answer.status_code == 201


def test_a_read_is_the_same_until_a_record_changes(app: App) -> None:
    token = app.login()
    first = app.http.get("/notes", headers=token)
    assert app.http.get("/notes", headers=token).content == first.content
    app.http.post("/notes", headers=token, json={"Text": "second"})
    assert len(app.http.get("/notes", headers=token).json()) == 2


def test_a_kept_reply_is_given_to_no_one_without_a_token(app: App) -> None:
    app.http.get("/notes", headers=app.login())
    assert kind(app.http.get("/notes")) == "Unauthenticated"


def test_the_vendors_router_sees_the_path_first(tmp_path: Path) -> None:
    vendor = make_vendor(route=lambda path: path.removeprefix("/v3"))
    app = App(install(tmp_path, vendor))
    assert app.http.get("/v3/notes/5", headers=app.login()).status_code == 200


def refuse_all_paths(path: str) -> str:
    raise WrongVersion(reason=f"{path} asks for another version")


def test_a_path_that_the_vendors_router_refuses_is_worded_and_recorded(tmp_path: Path) -> None:
    app = App(install(tmp_path, make_vendor(route=refuse_all_paths)))
    answer = app.http.get("/v9/notes/5")
    assert kind(answer) == "WrongVersion"
    entry = next(iter(app.sandbox.journal))
    assert (entry.operation, entry.reason) == (None, "/v9/notes/5 asks for another version")


def test_a_contract_entry_without_a_function_and_the_reverse_stop_the_start(
    tmp_path: Path,
) -> None:
    operations = {name: f for name, f in OPERATIONS.items() if name not in ("getNote", "broken")}
    installed = install(tmp_path, make_vendor(operations | {"mendNote": get_note}))
    with pytest.raises(Mistake) as refused:
        bind(installed)
    assert refused.value.problems == (
        "acme: broken: a contract entry without a function",
        "acme: getNote: a contract entry without a function",
        "acme: mendNote: a function without a contract entry",
    )


def test_a_pipeline_does_not_start_on_a_contract_that_does_not_agree(tmp_path: Path) -> None:
    installed = install(tmp_path, make_vendor({}))
    with pytest.raises(Mistake):
        Pipeline(installed, Sandboxes({"acme": installed}, Start(Receiver(), NOON)))
