"""The clock's way to a later instant."""

from datetime import timedelta
from pathlib import Path

from emulator.kernel import moves
from tests.kernel.acme import NOON
from tests.kernel.acme_chores import alarm, put, ringing, rung


def test_what_has_no_end_is_left_when_patience_is_over(tmp_path: Path) -> None:
    with ringing(tmp_path) as app:
        put(app, alarm(6, "13:00:00", Every=1))
        sandbox, later = app.sandbox, NOON + timedelta(days=3650)
        way = sandbox.clock, sandbox.agenda, sandbox.courier._lanes, later, 0.0  # noqa: SLF001
        assert app.loop.call(moves.move, *way) is False
        assert NOON < sandbox.clock.now() < later
        assert list(rung(app)) == ["6"]
