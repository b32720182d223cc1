"""One isolated copy of everything, and the credentials that lead to it."""

from datetime import timedelta
from pathlib import Path

import pytest

from emulator.kernel.errors import Unauthenticated
from emulator.kernel.sandbox import Sandbox, Sandboxes, Start
from emulator.kernel.world import Installed
from tests.kernel.acme import NOON, App, install, stop
from tests.receiver import Receiver


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return install(tmp_path)


@pytest.fixture
def app(installed: Installed) -> App:
    return App(installed)


class Two(Sandboxes):
    """`default` and `other`, which a credential leads to once it is registered there."""

    def __init__(self, installed: Installed) -> None:
        super().__init__({"acme": installed}, Start(Receiver(), NOON))
        other = Start(Receiver(), NOON, seed=1)
        self.other = Sandbox("other", self.vendors, other, self._register)
        self._by_name["other"] = self.other
        stop(self.other.clock)


def note(app: App, text: str) -> None:
    assert app.http.post("/notes", headers=app.login(), json={"Text": text}).status_code == 201


def test_there_is_always_the_default_sandbox(app: App) -> None:
    assert [sandbox.name for sandbox in app.sandboxes] == ["default"]
    assert app.sandboxes.named("default") is app.sandbox
    assert app.sandboxes.named("other") is None


@pytest.mark.parametrize("credential", [None, "", "unknown"])
def test_no_credential_or_an_unknown_one_leads_to_the_default(
    app: App, credential: str | None
) -> None:
    assert app.sandboxes.of("acme", credential) is app.sandbox


@pytest.mark.parametrize("credential", ["app@other", "ada@example.com@other"])
def test_an_alias_leads_to_the_sandbox_that_it_names(installed: Installed, credential: str) -> None:
    sandboxes = Two(installed)
    assert sandboxes.of("acme", credential) is sandboxes.other
    assert sandboxes.of("acme", credential.removesuffix("@other")).name == "default"


def test_a_token_leads_where_its_client_led(installed: Installed) -> None:
    app = App(installed)
    sandboxes = Two(installed)
    app.serve(sandboxes)
    token = app.login(client_id="app@other")
    app.http.post("/notes", headers=token, json={"Text": "only there"})
    default = sandboxes.of("acme", None)
    assert list(app.dump(sandboxes.other)["notes"]) == ["5", "6"]
    assert list(app.dump(default)["notes"]) == ["5"]
    assert [len(sandboxes.other.journal), len(default.journal)] == [2, 0]


def test_two_applications_in_one_process_share_nothing(installed: Installed) -> None:
    one, two = App(installed), App(installed)
    note(one, "only here")
    one.sandbox.clock.advance(timedelta(days=1))
    one.sandbox.faults.add({"effect": {"drop": True}})
    assert list(two.dump()["notes"]) == ["5"]
    assert two.sandbox.clock.now() == NOON
    assert (len(two.sandbox.journal), list(two.sandbox.faults)) == (0, [])
    assert list(two.sandbox.courier.log) == []


def test_a_token_of_one_application_is_unknown_to_another(installed: Installed) -> None:
    one, two = App(installed), App(installed, seed=1)
    assert two.http.get("/notes/5", headers=one.login()).json()["kind"] == "Unauthenticated"


def test_tokens_are_the_same_for_the_same_seed_and_others_for_another(
    installed: Installed,
) -> None:
    tokens = [App(installed, seed).login()["Authorization"] for seed in (7, 7, 8)]
    assert tokens[0] == tokens[1] != tokens[2]


def test_a_reset_brings_the_records_back_and_ends_tokens_and_windows(app: App) -> None:
    token = app.login()
    app.http.post("/notes", headers=token, json={"Text": "gone soon"})
    app.sandbox.reset()
    world = app.sandbox.worlds["acme"]
    assert list(app.dump()["notes"]) == ["5"]
    assert (world.throttle.windows, world.logins.matching(None, None)) == ({}, [])
    assert app.http.get("/notes/5", headers=token).json()["kind"] == "Unauthenticated"


def test_a_reset_starts_the_random_numbers_again(app: App) -> None:
    first = app.login()
    app.sandbox.reset()
    assert app.login() == first


def test_a_reset_leaves_the_clock_where_it_is_and_moves_the_fixtures_dates(
    installed: Installed,
) -> None:
    installed.fixture["notes"]["5"]["At"] = "2026-06-01T08:00:00Z"
    app = App(installed)
    app.sandbox.clock.advance(timedelta(days=3))
    app.sandbox.reset()
    assert app.sandbox.clock.now() == NOON + timedelta(days=3)
    assert app.dump()["notes"]["5"]["At"] == "2026-06-04T08:00:00Z"


def test_a_reply_that_was_kept_does_not_outlive_a_reset(app: App) -> None:
    token = app.login()
    app.http.post("/notes", headers=token, json={"Text": "gone soon"})
    assert len(app.http.get("/notes", headers=token).json()) == 2
    app.sandbox.reset()
    assert len(app.http.get("/notes", headers=app.login()).json()) == 1


def test_another_profile_counts_from_the_next_request_on(app: App) -> None:
    token, world = app.login(), app.sandbox.worlds["acme"]
    throttle = {"blocked_calls_extend_window": False, "calls": 0}
    world.use({**world.profile, "throttle": throttle}, "usual")
    assert app.http.get("/notes/5", headers=token).status_code == 429


def test_a_reset_undoes_what_was_changed_in_the_profile(app: App) -> None:
    world = app.sandbox.worlds["acme"]
    world.use({**world.profile, "throttle": {"calls": 0}}, "usual")
    app.sandbox.reset()
    assert world.profile == world.installed.profiles["usual"]


@pytest.mark.parametrize("after", [None, "Locked"], ids=["gone", "locked"])
def test_a_token_whose_user_is_gone_or_locked_is_refused(app: App, after: str | None) -> None:
    token, world = app.login(), app.sandbox.worlds["acme"]
    if after is None:
        world.store.table("users").remove(doc_ids=[1])
    else:
        world.store.commit({"users": [{"Id": 1, "Name": "ada", "Role": after}]})
    (held,) = world.logins.matching(None, None)
    with pytest.raises(Unauthenticated, match="user 1 is gone or locked"):
        world.caller(held)
    assert app.http.get("/notes/5", headers=token).json()["kind"] == "Unauthenticated"


def test_a_fork_has_the_records_and_the_profile_but_nobody_is_logged_in(app: App) -> None:
    token, world = app.login(), app.sandbox.worlds["acme"]
    opened = app.http.post("/session", json={"Name": "ada", "Word": "adaada"})
    note(app, "there too")
    world.use({**world.profile, "switches": {"on": True}}, "usual")
    fork = app.sandboxes.create("fork", app.sandboxes.vendors, Start(Receiver(), NOON))
    fork.fork(app.sandbox)
    forked = fork.worlds["acme"]
    assert opened.status_code == 201
    assert list(app.dump(fork)["notes"]) == ["5", "6"]
    assert (forked.profile["switches"], fork.made_from) == ({"on": True}, "default")
    assert (forked.logins.by_access, forked.logins.sessions) == ({}, {})
    assert list(world.logins.sessions) == [1]
    assert app.http.get("/notes/6", headers=token).status_code == 200


def test_the_uptime_is_the_hosts_and_not_the_sandboxes(app: App) -> None:
    app.sandbox.clock.advance(timedelta(days=400))
    assert 0 <= app.sandboxes.uptime() < 60
