"""A workspace of the demo world, without limits."""

from collections.abc import Iterator

import pytest

from tests.receiver import Receiver
from tests.spp.desk import DISPATCH, OTHER, Desk
from tests.world import Emulator, start


@pytest.fixture
def receiver() -> Receiver:
    """Takes what is sent to any webhook."""
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    with start("relaxed", send=receiver) as made:
        yield made


@pytest.fixture
def desk(emulator: Emulator) -> Desk:
    """The workspace's owner, on `/api` with JSON."""
    return Desk(emulator)


@pytest.fixture
def v1(emulator: Emulator) -> Desk:
    """The same on `/api/v1` with forms."""
    return Desk(emulator, prefix="/spp/api/v1")


@pytest.fixture
def dispatch(emulator: Emulator) -> Desk:
    """A member of the team who may not see invoices."""
    return Desk(emulator, DISPATCH)


@pytest.fixture
def other(emulator: Emulator) -> Desk:
    """The owner of another workspace."""
    return Desk(emulator, OTHER)
