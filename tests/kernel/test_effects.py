"""What faults do, on a vendor that exists only here: the wire, the records, the journal."""

from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest

from emulator.kernel.effects import HANG_UP, hang_up
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Answer, Reply
from tests.asgi import Closed
from tests.kernel.acme import OPERATIONS, App, install, make_vendor
from tests.kernel.acme_webhooks import hook

Effect = Mapping[str, object]
NOTE = {"Text": "second"}
WHOLE = b'{"Id":6,"Text":"second"}'
HALF = WHOLE[: len(WHOLE) // 2]
NOTHING = "nothing: the connection was closed"


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(install(tmp_path))


def broken(app: App, *effects: Effect, **match: object) -> None:
    for effect in effects:
        app.sandbox.faults.add({"match": match, "effect": effect})


def post(app: App, *effects: Effect) -> httpx2.Response:
    """A note is posted, and meets faults."""
    token = app.login()
    broken(app, *effects)
    return app.http.post("/notes", headers=token, json=NOTE)


def closed(app: App, *effects: Effect) -> tuple[int, bytes]:
    """Status and bytes that came before the connection was closed."""
    with pytest.raises(Closed) as error:
        post(app, *effects)
    return error.value.status, error.value.part


def entry(app: App) -> Entry:
    return next(iter(app.sandbox.journal))


def is_posted(app: App) -> bool:
    """Whether the note is there, and the journal says so."""
    is_there = "6" in app.dump()["notes"]
    assert entry(app).committed == ("notes/6" if is_there else "")
    return is_there


def received(app: App) -> object:
    return entry(app).whole()["received"]


def test_a_status_is_answered_in_the_vendors_words_and_nothing_happens(app: App) -> None:
    answer = post(app, {"status": 503})
    assert (answer.status_code, answer.json()) == (503, {"kind": "fault 503"})
    assert answer.headers["emulator-reason"] == entry(app).reason == "fault 1: status 503"
    assert (entry(app).status, received(app)) == (503, "the whole answer")
    assert not is_posted(app)


def test_a_latency_holds_back_what_has_happened(app: App) -> None:
    assert post(app, {"latency": "1m"}).status_code == 201
    assert app.waited == [60]
    assert entry(app).faults == [(1, "latency")]
    assert is_posted(app)


def test_latencies_add_up(app: App) -> None:
    assert post(app, {"latency": 1}, {"latency": 2.5}).content == WHOLE
    assert app.waited == [1, 2.5]


def test_a_drop_closes_the_connection_before_anything_is_done(app: App) -> None:
    assert closed(app, {"drop": True}) == (0, b"")
    assert (entry(app).status, received(app)) == (0, NOTHING)
    assert entry(app).reason == "fault 1: drop: the connection closed before anything was done"
    assert not is_posted(app)


def test_a_lost_answer_has_happened_and_the_journal_has_it(app: App) -> None:
    assert closed(app, {"lose_answer": True}) == (0, b"")
    assert (entry(app).status, entry(app).answer, received(app)) == (201, WHOLE, NOTHING)
    assert is_posted(app)


def test_a_truncated_answer_has_happened_and_comes_by_half(app: App) -> None:
    assert closed(app, {"truncate": True}) == (201, HALF)
    said = f"the first {len(HALF)} bytes of the body, then the connection was closed"
    assert (entry(app).answer, received(app)) == (WHOLE, said)
    assert is_posted(app)


@pytest.mark.parametrize("body", [None, ""], ids=["no body", "an empty body"])
def test_a_truncated_answer_without_a_body_does_not_come_at_all(
    tmp_path: Path, body: str | None
) -> None:
    functions = {**OPERATIONS, "getNote": lambda _: Reply(body, 204)}
    app = App(install(tmp_path, make_vendor(functions)))
    token = app.login()
    broken(app, {"truncate": True})
    with pytest.raises(Closed) as error:
        app.http.get("/notes/5", headers=token)
    assert (error.value.status, received(app)) == (0, NOTHING)


def test_of_an_answer_of_one_byte_the_head_comes(tmp_path: Path) -> None:
    functions = {**OPERATIONS, "getNote": lambda _: Reply("x")}
    app = App(install(tmp_path, make_vendor(functions)))
    token = app.login()
    broken(app, {"truncate": True})
    with pytest.raises(Closed) as error:
        app.http.get("/notes/5", headers=token)
    assert (error.value.status, error.value.part) == (200, b"")


def test_a_truncated_answer_to_head_does_not_come_at_all(app: App) -> None:
    """What is left of it would be a whole answer."""
    broken(app, {"truncate": True}, method="head")
    with pytest.raises(Closed) as error:
        app.http.head("/notes/5")
    assert (error.value.status, received(app)) == (0, NOTHING)


def test_a_throttle_is_the_vendors_refusal_with_the_seconds_to_wait(app: App) -> None:
    answer = post(app, {"throttle": "90s"})
    assert (answer.status_code, answer.json()["kind"]) == (429, "Throttled")
    refused = entry(app).refused
    assert refused is not None
    assert (refused.facts["wait"], refused.facts["limit"]) == (90, "calls")
    assert (
        entry(app).reason == "fault 1: throttle: as if the calls limit were used up; again in 90 s"
    )
    assert not is_posted(app)


def test_a_throttle_without_a_duration_lasts_half_a_minute(app: App) -> None:
    post(app, {"throttle": True})
    refused = entry(app).refused
    assert refused is not None
    assert refused.facts["wait"] == 30


def test_a_throttle_uses_up_nothing(app: App) -> None:
    post(app, {"throttle": True})
    assert app.sandbox.worlds["acme"].throttle.windows == {}


def test_a_vendor_without_any_limit_can_be_throttled_too(tmp_path: Path) -> None:
    app = App(install(tmp_path, make_vendor(limits=lambda _: [])))
    assert post(app, {"throttle": True}).status_code == 429


def test_the_status_429_is_that_of_a_limit(tmp_path: Path) -> None:
    vendor = make_vendor(refuse=lambda *_: Answer(503, {"over": 1}, {"retry-after": "30"}))
    answer = post(App(install(tmp_path, vendor)), {"status": 429})
    assert (answer.status_code, answer.json()) == (429, {"over": 1})
    assert answer.headers["retry-after"] == "30"


def test_a_token_that_expires_is_refused_and_stays_so(app: App) -> None:
    token = app.login()
    app.sandbox.faults.add({"effect": {"expire_token": True}, "times": 1})
    for _ in range(2):
        answer = app.http.post("/notes", headers=token, json=NOTE)
        assert answer.json()["kind"] == "Unauthenticated"
        expired = "the access token expired at 2026-06-15T12:00:00+00:00"
        assert answer.headers["emulator-reason"] == expired
    assert [e.faults for e in app.sandbox.journal] == [[], [(1, "expire_token")], ()]
    assert app.http.get("/notes", headers=app.login()).status_code == 200


def test_an_expiring_token_neither_meets_a_login_nor_who_has_none(app: App) -> None:
    app.sandbox.faults.add({"effect": {"expire_token": True}, "times": 1})
    token = app.login()
    for headers in ({}, {"Authorization": "Bearer unknown"}):
        assert app.http.get("/notes/5", headers=headers).status_code == 400
    assert app.http.get("/nowhere", headers=token).status_code == 404
    assert [fault.struck for fault in app.sandbox.faults] == [0]


Combination = tuple[list[Effect], tuple[int, bytes], bool]
COMBINED: dict[str, Combination] = {
    "late, then lost": ([{"latency": 1}, {"lose_answer": True}], (0, b""), True),
    "late, then halved": ([{"truncate": True}, {"latency": 1}], (201, HALF), True),
    "late, then dropped": ([{"drop": True}, {"latency": 1}], (0, b""), False),
    "lost, not halved": ([{"truncate": True}, {"lose_answer": True}, {"latency": 1}],
                         (0, b""), True),
    "a lost status": ([{"status": 500}, {"lose_answer": True}, {"latency": 1}], (0, b""), False),
    "a halved status": ([{"truncate": True}, {"status": 500}, {"latency": 1}],
                        (500, b'{"kind":"f'), False),
    "a lost refusal": ([{"throttle": True}, {"lose_answer": True}, {"latency": 1}],
                       (0, b""), False),
}  # fmt: skip


@pytest.mark.parametrize(("effects", "came", "is_done"), COMBINED.values(), ids=COMBINED)
def test_what_happens_to_an_answer_happens_to_one_that_is_late_or_a_faults(
    app: App, effects: list[Effect], came: tuple[int, bytes], *, is_done: bool
) -> None:
    assert closed(app, *effects) == came
    assert app.waited == [1]
    assert is_posted(app) is is_done
    assert len(entry(app).faults) == len(effects)


def test_a_late_status_is_a_status(app: App) -> None:
    assert post(app, {"latency": 1}, {"status": 500}).json() == {"kind": "fault 500"}
    assert (app.waited, is_posted(app)) == ([1], False)


def test_a_refused_request_loses_its_refusal(app: App) -> None:
    broken(app, {"lose_answer": True})
    with pytest.raises(Closed):
        app.http.get("/notes/5")
    refused = entry(app).refused
    assert refused is not None
    assert (refused.kind, entry(app).status) == ("Unauthenticated", 400)


def test_a_lost_login_is_granted_and_its_secrets_stay_masked(app: App) -> None:
    broken(app, {"lose_answer": True})
    with pytest.raises(Closed):
        app.login()
    assert entry(app).issued is not None
    assert b"access" not in entry(app).answer


def test_the_webhooks_of_a_lost_answer_are_sent(app: App) -> None:
    with app:
        token = app.login()
        app.sandbox.worlds["acme"].store.commit({"hooks": [hook(1)]})
        broken(app, {"lose_answer": True})
        with pytest.raises(Closed):
            app.http.post("/notes", headers=token, json=NOTE)
        app.move()
    assert len(app.receiver.got) == 1
    assert [*entry(app).deliveries] == [1]


def test_a_server_that_cannot_close_a_connection_is_told_of_it() -> None:
    with pytest.raises(ConnectionAbortedError):
        hang_up({"type": "http"})
    said: list[str] = []
    hang_up({"extensions": {HANG_UP: lambda: said.append("closed")}})
    assert said == ["closed"]
