"""An account of the demo world, without limits."""

from collections.abc import Iterator

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, log_in
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
def trade(emulator: Emulator) -> Trade:
    """The account's admin, logged in."""
    return log_in(emulator)
