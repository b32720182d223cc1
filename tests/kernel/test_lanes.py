"""One queue an endpoint, and time."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from emulator.kernel.storms import PRESETS
from tests.kernel.acme import NOON, App, install
from tests.kernel.acme_webhooks import hook
from tests.kernel.test_webhooks import listen, log, note, tell


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """One endpoint that wants everything."""
    with App(install(tmp_path)) as app:
        listen(app, hook(1))
        yield app


def test_an_endpoint_that_does_not_answer_delays_no_other(app: App) -> None:
    listen(app, hook(2))
    app.receiver.hold = lambda sent: sent.url.endswith("1") and len(app.receiver.got) < 4
    tell(app, 3, endpoint=1)
    tell(app, 3, endpoint=2)
    app.move()
    assert [sent.url[-1] for sent in app.receiver.got] == ["1", "2", "2", "2", "1", "1"]


def test_time_goes_on_once_what_is_on_its_way_has_arrived(app: App) -> None:
    arrived: list[object] = []
    app.receiver.hold = lambda _: not arrived
    tell(app, 1)

    async def story() -> None:
        moving = asyncio.create_task(app.sandbox.courier.move(NOON + timedelta(hours=1)))
        for _ in range(9):
            await asyncio.sleep(0)
        arrived.append(app.sandbox.clock.now())
        await moving

    app.loop.call(story)
    assert arrived == [NOON]


def test_a_running_clock_sends_by_itself_what_falls_due(app: App) -> None:
    app.sandbox.courier.storm = PRESETS["late"]
    app.sandbox.clock.unfreeze()
    note(app)
    (delivery,) = log(app)
    assert delivery.due is not None
    app.sandbox.clock.set(delivery.due)
    app.loop.call(app.sandbox.courier.wake)
    app.loop.call(app.sandbox.courier._lanes.settle)  # noqa: SLF001 - nothing moves the clock
    assert delivery.state == "delivered"
