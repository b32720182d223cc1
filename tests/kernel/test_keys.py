"""Calls with keys: credentials of the records, which are good for as long as they are there."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from emulator.kernel.operation import Records
from emulator.kernel.request import Request
from emulator.kernel.sandbox import Sandbox, Start
from emulator.kernel.vendor import OAuth
from tests.kernel.acme import App, install, make_vendor, stop


def find_key(records: Records, key: str) -> int | None:
    """Keys are names; that of bob is switched off."""
    found = records.find("users", Name=key.removeprefix("key-"))
    return found[0]["Id"] if found and key.startswith("key-") and key != "key-bob" else None


def credential(request: Request) -> str | None:
    return request.bearer or request.basic()[0]


KEYS = OAuth(
    user_table="users",
    is_locked=lambda user: user["Role"] == "Locked",
    find_key=find_key,
    doubt=lambda key: f"no key: {key}",
)


@pytest.fixture
def app(tmp_path: Path) -> App:
    vendor = make_vendor(
        oauth=KEYS,
        credential=credential,
        environment=lambda _, url: {"ACME_URL": url, "ACME_KEY": "key-ada"},
        credentials=("ACME_KEY",),
    )
    return App(install(tmp_path, vendor))


@pytest.fixture
def other(app: App) -> Sandbox:
    start = Start(app.receiver, app.sandbox.clock.now())
    made = app.sandboxes.create("other", app.sandboxes.vendors, start)
    stop(made.clock)
    return made


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{key}:ignored".encode()).decode()}


def see(app: App, headers: Mapping[str, str]) -> httpx2.Response:
    return app.http.get("/session", headers=headers)


def reason(answer: httpx2.Response) -> str:
    assert answer.json()["kind"] == "Unauthenticated"
    return str(answer.headers["emulator-reason"])


BOTH = pytest.mark.parametrize("sent", [bearer, basic])
Sent = Callable[[str], Mapping[str, str]]


@BOTH
def test_a_key_acts_for_its_user_and_for_no_client(app: App, sent: Sent) -> None:
    told = see(app, sent("key-ada")).json()
    assert (told["By"], told["Client"], told["Credential"]) == ("ada", "", "key-ada")
    assert next(iter(app.sandbox.journal)).caller == 1


@BOTH
def test_an_unknown_key_is_refused_in_the_vendors_words_of_doubt(app: App, sent: Sent) -> None:
    assert reason(see(app, sent("ada"))) == "no key: ada"
    assert reason(see(app, sent("key-bob"))) == "no key: key-bob"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "key-ada"}, {"X-Key": "key-ada"}])
def test_a_call_without_a_key_is_refused(app: App, headers: Mapping[str, str]) -> None:
    assert reason(see(app, headers)) == "no single `Authorization: Bearer` credential"


def test_a_key_does_not_end_with_time(app: App) -> None:
    app.sandbox.clock.advance(timedelta(days=9000))
    assert see(app, bearer("key-ada")).status_code == 200


def test_a_key_ends_with_its_record_and_its_user(app: App) -> None:
    store = app.sandbox.worlds["acme"].store
    store.commit({"users": [{"Id": 1, "Name": "ada", "Role": "Locked"}]}, {})
    assert reason(see(app, bearer("key-ada"))) == "user 1 is gone or locked"
    store.commit({}, {"users": [1]})
    assert reason(see(app, bearer("key-ada"))) == "no key: key-ada"


def test_a_key_made_later_is_good_at_once(app: App) -> None:
    assert see(app, bearer("key-eve")).status_code == 400
    app.sandbox.worlds["acme"].store.commit(
        {"users": [{"Id": 3, "Name": "eve", "Role": "Admin"}]}, {}
    )
    assert see(app, bearer("key-eve")).json()["By"] == "eve"


def test_a_key_is_no_token_that_somebody_could_revoke(app: App) -> None:
    see(app, bearer("key-ada"))
    assert app.sandbox.worlds["acme"].logins.by_access == {}


@BOTH
def test_a_key_is_not_in_the_journal(app: App, sent: Sent) -> None:
    see(app, sent("key-ada"))
    entry = next(iter(app.sandbox.journal)).whole()
    assert [secret for secret in sent("key-ada").values() if secret in str(entry)] == []


@BOTH
def test_the_key_that_a_sandbox_hands_out_leads_to_it(app: App, other: Sandbox, sent: Sent) -> None:
    key = other.environment("acme", "http://localhost")["ACME_KEY"]
    assert key == "key-ada@other"
    app.sandbox.worlds["acme"].store.commit({}, {"users": [1]})
    told = see(app, sent(key)).json()
    assert (told["By"], told["Credential"]) == ("ada", "key-ada@other")
    assert (len(app.sandbox.journal), len(other.journal)) == (0, 1)


@BOTH
def test_the_records_own_key_leads_to_the_default_sandbox(
    app: App, other: Sandbox, sent: Sent
) -> None:
    other.worlds["acme"].store.commit({}, {"users": [1]})
    assert see(app, sent("key-ada")).status_code == 200
    assert (len(app.sandbox.journal), len(other.journal)) == (1, 0)


@BOTH
@pytest.mark.parametrize("key", ["key-ada@gone", "key-ada@", "key-ada@other@gone"])
def test_a_key_of_a_sandbox_that_there_is_not_is_refused(
    app: App, other: Sandbox, sent: Sent, key: str
) -> None:
    assert reason(see(app, sent(key))) == f"no key: {key}"
    assert len(other.journal) == 0


def test_a_key_that_is_wrong_in_a_sandbox_is_refused_there(app: App, other: Sandbox) -> None:
    other.worlds["acme"].store.commit({}, {"users": [1]})
    assert reason(see(app, bearer("key-ada@other"))) == "no key: key-ada@other"
    assert (len(app.sandbox.journal), len(other.journal)) == (0, 1)


def test_a_right_that_the_keys_user_lacks_is_refused(app: App) -> None:
    changed = {"users": [{"Id": 1, "Name": "ada", "Role": "Guest"}]}
    app.sandbox.worlds["acme"].store.commit(changed, {})
    answer = app.http.post("/notes", headers=bearer("key-ada"), json={"Text": "x"})
    assert answer.json()["kind"] == "Forbidden"
