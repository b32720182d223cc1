import asyncio
import subprocess
import sys

from emulator.kernel.sending import Outgoing, Sending


def test_the_real_sender_is_loaded_when_something_is_sent_and_never_raises() -> None:
    sending = Sending()
    outcome = asyncio.run(sending(Outgoing("http://192.0.2.1/hook", {}, b"", 1)))
    assert (outcome.status, outcome.answer) == (None, b"")
    assert "192.0.2.1" in outcome.error


def test_hosts_beyond_loopback_are_those_that_were_allowed() -> None:
    outgoing = Outgoing("http://169.254.169.254/latest", {}, b"", 1)
    outcome = asyncio.run(Sending(("169.254.169.254",))(outgoing))
    assert outcome.status is None
    assert "link-local" in outcome.error


def test_the_application_starts_without_what_is_slow_to_load() -> None:
    slow = ("aiohttp", "joserfc.jwt", "urllib.request")
    script = f"import sys, emulator.app; print(any(n in sys.modules for n in {slow}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
