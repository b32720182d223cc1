"""What every refusal has to be, whatever its words: without consequences."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, listen, told
from tests.world import Json


def records(trade: Trade) -> Json:
    """All records of the account as they are now, by table."""
    tables: Json = trade.emulator.control("GET", "/snapshot")["servicetrade.json"]
    return tables


@contextmanager
def nothing_happens(trade: Trade, receiver: Receiver) -> Iterator[None]:
    """What is done inside changes no record, and nobody is told."""
    listen(trade)
    before = records(trade)
    yield
    assert records(trade) == before
    assert told(trade.emulator, receiver) == []


def is_whole(trade: Trade) -> bool:
    """Whether every record refers to others that there are: what is saved can be loaded."""
    snapshot = trade.emulator.control("GET", "/snapshot")
    trade.emulator.control("PUT", "/snapshot", snapshot)
    return True
