"""Fixtures of ServiceChannel's tests: callers by the rights that they have on their orders."""

import pytest

from tests.world import Api, Emulator


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
