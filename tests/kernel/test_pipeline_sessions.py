"""The walk of a request where a vendor has sessions, uploads and headers of its own."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from emulator.kernel.request import BODY_LIMIT
from emulator.kernel.sandbox import Sandbox, Start
from tests.kernel.acme import App, install, make_vendor, stop
from tests.kernel.acme_sessions import SESSIONS, UPLOAD_LIMIT


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(install(tmp_path, make_vendor(**SESSIONS)))


@pytest.fixture
def other(app: App) -> Sandbox:
    """A second sandbox, with other random numbers."""
    start = Start(app.receiver, app.sandbox.clock.now(), seed=1)
    made = app.sandboxes.create("other", app.sandboxes.vendors, start)
    stop(made.clock)
    return made


def begin(app: App, name: str = "ada", word: str | None = None) -> httpx2.Response:
    user = name.partition("@")[0]
    answer = app.http.post("/session", json={"Name": name, "Word": word or user * 2})
    app.http.cookies.clear()  # a test says itself what it sends
    return answer


def cookie(answer: httpx2.Response) -> dict[str, str]:
    """What a client sends from then on."""
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def see(app: App, headers: Mapping[str, str]) -> httpx2.Response:
    return app.http.get("/session", headers=headers)


def reason(answer: httpx2.Response) -> str:
    assert answer.json()["kind"] == "Unauthenticated"
    return str(answer.headers["emulator-reason"])


def test_a_login_opens_a_session_and_hands_its_cookie_out(app: App) -> None:
    answer = begin(app)
    (held,) = app.sandbox.worlds["acme"].logins.by_access
    assert (answer.status_code, answer.json()) == (201, {"By": "ada"})
    assert answer.headers["set-cookie"] == f"sid={held}; Path=/; HttpOnly"


def test_a_session_is_its_users_and_no_clients(app: App) -> None:
    sent = cookie(begin(app, "bob"))
    told = see(app, sent).json()
    assert (told["By"], told["Client"]) == ("bob", "")
    assert f"sid={told['Credential']}" == sent["Cookie"]


def test_each_login_opens_another_session(app: App) -> None:
    assert begin(app).headers["set-cookie"] != begin(app).headers["set-cookie"]


def test_a_refused_login_opens_nothing(app: App) -> None:
    answer = begin(app, word="wrong")
    assert answer.json() == {"kind": "Forbidden", "rule": "bad login", "operation": "openSession"}
    assert "set-cookie" not in answer.headers
    assert app.sandbox.worlds["acme"].logins.sessions == {}


def test_an_open_operation_asks_for_no_credential_and_minds_none(app: App) -> None:
    sent = {"Cookie": "sid=stale", "Authorization": "Bearer stale"}
    answer = app.http.post("/session", headers=sent, json={"Name": "ada", "Word": "adaada"})
    assert answer.status_code == 201


def test_a_login_leaves_no_word_in_the_journal(app: App) -> None:
    begin(app)
    entry = next(iter(app.sandbox.journal))
    assert "adaada" not in str(entry.whole())
    assert entry.operation == "openSession"


def test_a_session_that_is_closed_is_refused_with_its_reason(app: App) -> None:
    sent = cookie(begin(app))
    assert app.http.delete("/session", headers=sent).status_code == 204
    assert reason(see(app, sent)) == "its user logged out"


def test_closing_a_session_leaves_the_users_others_open(app: App) -> None:
    kept, sent = cookie(begin(app)), cookie(begin(app))
    app.http.delete("/session", headers=sent)
    assert see(app, kept).status_code == 200


def test_a_session_ends_with_its_time(app: App) -> None:
    sent = cookie(begin(app))
    app.sandbox.clock.advance(timedelta(seconds=3599))
    assert see(app, sent).status_code == 200
    app.sandbox.clock.advance(timedelta(seconds=1))
    assert "expired at 2026-06-15T13:00:00" in reason(see(app, sent))


def test_the_login_past_the_hard_limit_leaves_the_newest_of_the_soft_one(app: App) -> None:
    sent = [cookie(begin(app)) for _ in range(3)]
    assert [see(app, one).status_code for one in sent] == [200] * 3
    sent.append(cookie(begin(app)))
    assert [see(app, one).status_code for one in sent] == [400, 400, 200, 200]
    assert "past 3 only the newest 2 stay" in reason(see(app, sent[0]))


def test_the_sessions_of_a_user_who_is_gone_end_at_once(app: App) -> None:
    sent = cookie(begin(app))
    app.sandbox.worlds["acme"].store.commit({}, {"users": [1]})
    assert reason(see(app, sent)) == "user 1 is gone or locked"


def test_the_vendor_says_what_a_call_without_a_credential_lacks(app: App) -> None:
    assert reason(see(app, {})) == "no single cookie or bearer token"


def test_a_cookie_beside_a_bearer_token_is_no_single_credential(app: App) -> None:
    sent = cookie(begin(app)) | app.login()
    assert reason(see(app, sent)) == "no single cookie or bearer token"


def test_a_bearer_token_counts_where_the_vendor_takes_both(app: App) -> None:
    told = see(app, app.login()).json()
    assert (told["By"], told["Client"]) == ("ada", "app")


def test_where_the_vendor_takes_bearer_tokens_only_a_session_is_none(tmp_path: Path) -> None:
    app = App(install(tmp_path))
    sent = cookie(begin(app))
    assert reason(see(app, sent)) == "no single `Authorization: Bearer` credential"


def test_a_session_leads_to_the_sandbox_that_its_login_named(app: App, other: Sandbox) -> None:
    sent = cookie(begin(app, "bob@other"))
    assert see(app, sent).json()["By"] == "bob"
    assert [len(other.journal), len(app.sandbox.journal)] == [2, 0]
    assert app.sandbox.worlds["acme"].logins.sessions == {}


def test_a_session_that_ended_still_leads_where_it_is_known_why(app: App, other: Sandbox) -> None:
    sent = cookie(begin(app, "bob@other"))
    app.http.delete("/session", headers=sent)
    assert reason(see(app, sent)) == "its user logged out"
    assert len(other.journal) == 3


def test_a_session_of_a_sandbox_that_was_dropped_is_unknown(app: App, other: Sandbox) -> None:
    sent = cookie(begin(app, "bob@other"))
    with app:
        app.loop.call(app.sandboxes.drop, other.name)
        assert reason(see(app, sent)) == "unknown access token"


def test_a_refresh_token_leads_to_its_sandbox_too(app: App, other: Sandbox) -> None:
    app.login(client_id="app@other")
    (refresh,) = other.worlds["acme"].logins.by_refresh
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    app.http.post("/token", data=form)
    assert [len(other.journal), len(app.sandbox.journal)] == [2, 0]


@pytest.mark.parametrize("content", [b"", b"[", b"\xff", b'{"Name": 5}', b"Name=ada"])
def test_a_login_that_nobody_can_read_is_refused_in_the_default_sandbox(
    app: App, content: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = app.http.post("/session", headers=headers, content=content)
    assert answer.json()["kind"] == "Malformed"
    assert len(app.sandbox.journal) == 1


def test_an_upload_arrives_with_its_file_and_its_fields_converted(app: App) -> None:
    content = bytes(range(256))
    files = {"File": ("pump.jpg", content, "image/jpeg")}
    answer = app.http.post("/files", headers=app.login(), data={"place": "7"}, files=files)
    body = {"File": "pump.jpg", "Place": 7, "Title": "untitled"}
    assert answer.json() == ["pump.jpg", "image/jpeg", content.hex(), body]


def test_an_upload_is_held_to_the_contract_as_any_body(app: App) -> None:
    file = {"Other": ("x", b"", "a/b")}
    answer = app.http.post("/files", headers=app.login(), data={"Place": "7"}, files=file)
    assert answer.json()["kind"] == "Malformed"
    assert answer.headers["emulator-reason"] == '"File" is a required property'


def test_an_upload_that_is_missing_is_malformed(app: App) -> None:
    headers = app.login() | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = app.http.post("/files", headers=headers)
    assert answer.headers["emulator-reason"] == "the body is missing"


def test_an_upload_is_the_wrong_media_where_the_vendor_reads_json_only(tmp_path: Path) -> None:
    app = App(install(tmp_path))
    answer = app.http.post("/files", headers=app.login(), files={"File": ("x", b"", "a/b")})
    assert answer.json()["kind"] == "WrongMedia"


def upload(app: App, size: int, path: str = "/files") -> httpx2.Response:
    """A request of so many bytes, most of which are a file's."""
    empty = httpx2.Request("POST", "http://x", files={"File": ("x", b"", "a/b")})
    kind, around = empty.headers["content-type"], empty.read()
    edge = around.index(b"\r\n\r\n") + 4
    body = around[:edge] + b"x" * (size - len(around)) + around[edge:]
    assert len(body) == size
    return app.http.post(path, headers=app.login() | {"Content-Type": kind}, content=body)


def test_an_operation_takes_as_much_as_its_contract_says(app: App) -> None:
    answer = upload(app, UPLOAD_LIMIT)
    assert answer.status_code == 201
    assert upload(app, UPLOAD_LIMIT + 1).json()["kind"] == "TooLarge"


def test_what_one_operation_takes_is_too_large_for_another(app: App) -> None:
    answer = upload(app, BODY_LIMIT + 1, "/notes")
    assert answer.json()["kind"] == "TooLarge"
    assert answer.headers["emulator-reason"].endswith(f"the limit is {BODY_LIMIT}")


def test_an_answer_is_numbered_by_the_vendors_own_header_too(app: App) -> None:
    answers = [begin(app), app.http.get("/nowhere")]
    assert [answer.headers["x-acme-number"] for answer in answers] == ["1", "2"]
    assert [answer.headers["emulator-request-id"] for answer in answers] == ["1", "2"]


def test_a_vendor_without_such_a_header_sends_none(tmp_path: Path) -> None:
    answer = App(install(tmp_path)).http.get("/nowhere")
    assert "x-acme-number" not in answer.headers


def test_the_headers_of_a_reply_go_out_whenever_it_is_read(app: App) -> None:
    token = app.login()
    pages = [app.http.get("/headed", headers=token).headers["x-pages"] for _ in range(2)]
    assert pages == ["7", "7"]


def test_an_operation_knows_what_is_left_of_each_limit(tmp_path: Path) -> None:
    app = App(install(tmp_path, calls=9))
    token = app.login()
    told = [see(app, token).json()["Left"] for _ in range(2)]
    assert told == [{"calls": [8, 1]}, {"calls": [7, 1]}]


def test_a_refusal_knows_its_operation_and_what_is_left_of_each_limit(tmp_path: Path) -> None:
    app = App(install(tmp_path, calls=9))
    answer = app.http.get("/notes/7", headers=app.login())
    assert answer.json() == {"kind": "NotFound", "rule": "notes", "operation": "getNote"}
    assert answer.headers["x-left-calls"] == "8"


def test_a_refusal_before_the_limits_knows_its_operation_and_no_balance(app: App) -> None:
    answer = see(app, {})
    assert answer.json()["operation"] == "seeSession"
    assert "x-left-calls" not in answer.headers


def test_a_refusal_off_the_routes_has_no_operation(app: App) -> None:
    assert app.http.get("/nowhere").json()["operation"] == ""
