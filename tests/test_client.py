import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

import emulator
from emulator import client
from emulator.client import Control, ControlError, Entry, NotRunning, Sandbox
from emulator.testing.answers import made
from tests.cli.forking import forked
from tests.cli.serving import Served

ORDER = 107002896
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
HERE = Path(emulator.__file__).parent
CLIENT = [HERE / "client.py", HERE / "pytest_plugin.py", *sorted((HERE / "testing").glob("*.py"))]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with forked(tmp_path_factory.mktemp("client") / "ready.json", "--profile=relaxed") as served:
        yield served


@pytest.fixture
def control(served: Served) -> Control:
    return Control(served.url)


@pytest.fixture
def sandbox(control: Control) -> Iterator[Sandbox]:
    with control.sandboxes.create(clock=NOON, frozen=True) as sandbox:
        yield sandbox


def log_in(sandbox: Sandbox) -> httpx2.Response:
    given = sandbox.environment
    login = {"username": given["SC_USERNAME"], "password": given["SC_PASSWORD"]}
    return httpx2.post(
        given["SC_TOKEN_URL"],
        auth=(given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"]),
        data={"grant_type": "password"} | login,
        trust_env=False,
    )


def order(sandbox: Sandbox, token: str) -> httpx2.Response:
    url = f"{sandbox.environment['SC_API_BASE_URL']}/v3/workorders/{ORDER}"
    return httpx2.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def description(sandbox: Sandbox) -> str:
    token = log_in(sandbox).json()["access_token"]
    return str(order(sandbox, token).json()["Description"])


def describe(sandbox: Sandbox, text: str) -> None:
    """Change the description of the work order, behind the vendor's back."""
    record = sandbox.control.save()["servicechannel.json"]["workorders"][str(ORDER)]
    changed = {str(ORDER): record | {"Description": text}}
    sandbox.control.merge({"servicechannel": {"workorders": changed}})


def test_a_sandbox_has_credentials_that_lead_to_it(sandbox: Sandbox) -> None:
    assert log_in(sandbox).status_code == 200
    assert [entry.operation for entry in sandbox.requests.all()] == ["token"]


def test_a_sandbox_says_where_it_is(control: Control, sandbox: Sandbox) -> None:
    vendors = ("servicechannel", "servicetrade", "spp")
    assert sandbox.base_urls == {name: f"{control.url}/{name}" for name in vendors}
    bases = {"SC_API": "servicechannel", "ST": "servicetrade", "SPP": "spp"}
    for prefix, vendor in bases.items():
        assert sandbox.environment[f"{prefix}_BASE_URL"] == sandbox.base_urls[vendor]
    assert control.sandboxes.get(sandbox.name).environment == sandbox.environment


def test_a_sandbox_ends_with_its_block(control: Control) -> None:
    with control.sandboxes.create("short-lived"):
        assert "short-lived" in [sandbox.name for sandbox in control.sandboxes.all()]
    assert "short-lived" not in [sandbox.name for sandbox in control.sandboxes.all()]


def test_a_sandbox_that_was_dropped_within_its_block_is_no_error(control: Control) -> None:
    with control.sandboxes.create() as sandbox:
        control.sandboxes.drop(sandbox.name)


def test_a_sandbox_begins_as_it_is_told(control: Control) -> None:
    with control.sandboxes.create(profile="sandbox2", seed=7, clock=NOON, frozen=True) as sandbox:
        assert sandbox.clock.now() == NOON
        assert (sandbox.seed, sandbox.profiles["servicechannel"]) == (7, "sandbox2")


def test_a_fork_has_what_happened_and_what_it_was_told(control: Control, sandbox: Sandbox) -> None:
    describe(sandbox, "Drips")
    with control.sandboxes.fork(sandbox, "forked") as fork:
        describe(sandbox, "Dry")
        assert (fork.name, description(fork)) == ("forked", "Drips")


def test_a_refusal_has_the_emulators_own_words(control: Control, sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match=f"there is a sandbox {sandbox.name}") as refused:
        control.sandboxes.create(sandbox.name)
    assert (refused.value.status, refused.value.title) == (409, "taken")


def test_a_reset_leads_back_to_the_fixtures(sandbox: Sandbox) -> None:
    before = description(sandbox)
    describe(sandbox, "Drips")
    sandbox.control.reset()
    assert description(sandbox) == before


def test_a_snapshot_brings_back_what_was_saved(sandbox: Sandbox) -> None:
    describe(sandbox, "Drips")
    saved = sandbox.control.save()
    describe(sandbox, "Dry")
    sandbox.control.restore(saved)
    assert description(sandbox) == "Drips"


def test_records_that_are_wrong_are_refused_with_all_that_is_wrong(sandbox: Sandbox) -> None:
    wrong = {"locations": {"1": {"Id": 1}, "2": {"Id": "2"}}}
    with pytest.raises(ControlError, match=r"locations/1(.|\n)*locations/2"):
        sandbox.control.merge({"servicechannel": wrong})


@pytest.mark.parametrize("by", ["11m", "PT11M", timedelta(minutes=11)], ids=str)
def test_the_clock_advances_and_tells_what_fell_due(sandbox: Sandbox, by: str | timedelta) -> None:
    log_in(sandbox)
    moved = sandbox.clock.advance(by)
    assert moved.now == sandbox.clock.now() == NOON + timedelta(minutes=11)
    [fell] = moved.due
    assert (fell.what, fell.at) == ("access token expired", NOON + timedelta(minutes=10))
    assert fell.about["vendor"] == "servicechannel"


def test_the_clock_goes_where_it_is_set_and_stops_where_it_is_frozen(sandbox: Sandbox) -> None:
    sandbox.clock.unfreeze()
    assert not sandbox.clock.is_frozen()
    assert sandbox.clock.set("2018-10-23T08:30:00Z").now.year == 2018
    assert sandbox.clock.freeze(at=NOON).frozen
    assert sandbox.clock.now() == NOON


def test_a_clock_that_is_to_go_back_says_how(sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match="no duration"):
        sandbox.clock.advance(timedelta(minutes=-1))


def test_the_journal_is_filtered_read_whole_and_cleared(sandbox: Sandbox) -> None:
    token = log_in(sandbox).json()["access_token"]
    sandbox.clock.advance("11m")
    order(sandbox, token)
    assert [entry.operation for entry in sandbox.requests.all()] == ["getWorkOrder", "token"]
    [refused] = sandbox.requests.all(refused=True)
    assert (refused.status, refused.at) == (401, NOON + timedelta(minutes=11))
    assert "expired" in refused.reason
    whole = sandbox.requests.one(refused)
    assert (whole.headers["Authorization"], whole.committed) == ("***", {})
    sandbox.requests.clear()
    assert sandbox.requests.all() == []


def test_a_request_is_explained(sandbox: Sandbox) -> None:
    token = log_in(sandbox).json()["access_token"]
    sandbox.clock.advance("11m")
    order(sandbox, token)
    [refused] = sandbox.requests.all(refused=True)
    said = sandbox.requests.explain(refused)
    assert (said.id, said.outcome, said.at) == (refused.id, "refused", refused.at)
    assert said.met["credential"] == "expired"
    assert sandbox.requests.explain(refused.id) == said


@pytest.mark.parametrize(("end", "left"), [("expire", 1), ("revoke", 0)])
def test_tokens_are_listed_and_ended(sandbox: Sandbox, end: str, left: int) -> None:
    token = log_in(sandbox).json()["access_token"]
    [listed] = sandbox.control.tokens.all()
    assert listed.expires == NOON + timedelta(minutes=10)
    assert getattr(sandbox.control.tokens, end)(user=listed.user) == 1
    assert order(sandbox, token).status_code == 401
    assert len(sandbox.control.tokens.all()) == left


def test_a_permission_is_changed_field_by_field(sandbox: Sandbox) -> None:
    before = sandbox.control.permissions.all("servicechannel")[0]
    change = {"Id": before["Id"], "Incoming": {"Active": False}}
    after = sandbox.control.permissions.change(change)
    assert after == before | {"Incoming": before["Incoming"] | {"Active": False}}


def test_a_profile_is_used_and_changed(sandbox: Sandbox) -> None:
    profile = sandbox.control.profile
    assert profile.use("2018")["name"] == "2018"
    assert profile.change({"switches": {"strict_20": True}})["profile"]["switches"]["strict_20"]
    assert profile.read()["servicechannel"]["name"] == "2018"


def test_the_limits_are_changed_in_flight(sandbox: Sandbox) -> None:
    sandbox.control.throttle.change({"status": 503})
    assert sandbox.control.throttle.read()["servicechannel"]["status"] == 503


def test_the_index_tells_what_runs(sandbox: Sandbox) -> None:
    assert sandbox.control.index()["sandbox"] == sandbox.name


def test_where_nothing_answers_it_says_so() -> None:
    with pytest.raises(NotRunning, match=r"no answer from http://127\.0\.0\.1:9"):
        Control("http://127.0.0.1:9").clock.now()


def test_where_something_else_answers_it_says_so(served: Served) -> None:
    with pytest.raises(NotRunning, match="is no fieldservice-emulator: it answers 404"):
        Control(f"{served.url}/servicechannel").clock.now()


def test_a_proxy_is_not_asked_on_the_way_to_this_machine(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    assert Control(control.url).sandboxes.all()[0].name == "default"


def test_what_a_newer_emulator_tells_is_left_out(sandbox: Sandbox) -> None:
    log_in(sandbox)
    [entry] = sandbox.requests.all()
    shown = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    assert made(Entry, shown | {"mood": "good"}) == entry


def test_what_the_client_offers_is_what_it_lists() -> None:
    public = [name for name in vars(client) if name[0].isupper() and name not in ("GONE", "Wire")]
    from_typing = {"Mapping", "Sequence", "Self", "TypedDict", "Unpack"}
    assert sorted(client.__all__) == sorted(set(public) - from_typing)


@pytest.mark.parametrize("path", CLIENT, ids=lambda path: path.stem)
def test_it_imports_the_standard_library_httpx2_and_itself_only(path: Path) -> None:
    ours = {"emulator.client", "emulator.testing"}
    allowed = sys.stdlib_module_names | {"_typeshed", "httpx2", "pytest"} | ours
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            parts = name.split(".")
            top = ".".join(parts[:2]) if parts[0] == "emulator" else parts[0]
            assert top in allowed, name


def test_a_report_is_graded_and_its_findings_can_be_read(sandbox: Sandbox) -> None:
    assert (sandbox.report().grade, sandbox.report().reaches("F")) == (None, False)
    token = log_in(sandbox).json()["access_token"]
    order(sandbox, token)
    assert (sandbox.report().grade, str(sandbox.report())) == ("A", "grade A")
    for _ in range(2):
        log_in(sandbox)
    report = sandbox.control.report()
    (found,) = report.findings
    assert (found.rule, found.severity, found.requests) == ("token reuse", "severe", [3, 4])
    assert (report.requests, report.dropped, report.checked["token reuse"]) == (4, 0, 3)
    assert str(report).splitlines()[0] == "grade E"
    assert "  requests 3, 4" in str(report).splitlines()
    assert [least for least in "ABCDEFabcdef" if report.reaches(least)] == ["E", "F", "e", "f"]
    for unknown in ("", "G", "AB"):
        with pytest.raises(ValueError, match="expected one of A, B, C, D, E, F"):
            report.reaches(unknown)
