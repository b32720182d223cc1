"""Fixtures that every test may use."""

import pytest

from tests.world import Api, Emulator, start

#: What takes seconds comes first, so that no worker waits for another in the end.
LONG = {"test_contracts.py", "test_durable.py", "test_isolation.py", "test_pytest_plugin.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture
def emulator() -> Emulator:
    """Frozen at noon, no limits."""
    return start()


@pytest.fixture
def sandbox2() -> Emulator:
    """Frozen at noon, with the limits of Sandbox2."""
    return start("sandbox2")


@pytest.fixture
def provider(emulator: Emulator) -> Api:
    """The provider admin of `fse env`, who may check in on 107002896."""
    return emulator.login()


@pytest.fixture
def subscriber(emulator: Emulator) -> Api:
    """The subscriber's Super Admin."""
    return emulator.login("larkfield.facilities")
