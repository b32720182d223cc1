"""Fixtures of ServiceChannel's tests: callers by the rights that they have on their orders."""

from collections.abc import Iterator

import pytest

from tests.cli.forking import forked
from tests.cli.serving import Served
from tests.servicechannel.clients import Client, Login
from tests.servicechannel.living import Life, living
from tests.world import NOON, Api, Emulator


@pytest.fixture
def gps_only(emulator: Emulator) -> Api:
    """Sparrow's office: on Larkfield's work orders GPS is on, IVR Check IN/OUT off."""
    return emulator.login("sparrow.office")


@pytest.fixture
def without_rights(emulator: Emulator) -> Api:
    """Tidewell's office: on Larkfield's work orders neither is on."""
    return emulator.login("tidewell.office")


@pytest.fixture
def technician(emulator: Emulator) -> Api:
    """Tomas Brandt of Norwell, 1544987."""
    return emulator.login("nwhvac.tbrandt")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A process of its own, for clients that speak real HTTP."""
    ready = tmp_path_factory.mktemp("served") / "ready.json"
    with forked(ready, "--profile", "relaxed", "--clock", NOON) as served:
        yield served


@pytest.fixture
def login(server: Served, monkeypatch: pytest.MonkeyPatch) -> Login:
    """That server as it was at noon."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # oauthlib wants https, even here
    monkeypatch.setenv("NO_PROXY", "*")
    login = Login(server.url)
    login.control("PUT", "/profile", {"name": "relaxed"})
    login.control("POST", "/clock", {"set": NOON})
    login.control("POST", "/reset")
    return login


@pytest.fixture
def provider_client(login: Login) -> Client:
    return login.client()


@pytest.fixture
def subscriber_client(login: Login) -> Client:
    return login.client("larkfield.facilities")


@pytest.fixture
def life() -> Iterator[Life]:
    """Of a work order that nobody has called in yet."""
    with living() as begun:
        yield begun
