"""`fse serve`."""

import json
import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulator.cli import show
from emulator.cli.http import is_loopback
from emulator.settings import SETTINGS, Setting, Settings, WrongSetting

if TYPE_CHECKING:
    from emulator.kernel.files import Lock

#: What listens everywhere, and what this machine calls it.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - a look-up


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """One option a setting."""
    for setting in reversed(SETTINGS):
        command = _option(setting)(command)
    return command


def _option(setting: Setting) -> Callable[[Callable[..., None]], Callable[..., None]]:
    more = "; repeatable" if setting.repeatable else ""
    more += f"; default: {setting.default}" if setting.default else ""
    return click.option(
        f"--{setting.name}",
        multiple=setting.repeatable,
        metavar="TEXT",
        help=f"{setting.help}  [{setting.variable}{more}]",
    )


@click.command(
    "serve",
    epilog=show.examples(
        "fse serve",
        "fse serve --port 0 --ready-file ready.json          in CI: a free port",
        "fse serve --profile relaxed --clock 2026-06-15T12:00:00Z",
    ),
)
@_options
def command(**flags: object) -> None:
    """Run the emulator until Ctrl-C or SIGTERM.

    Each option has its variable in the environment; the option wins.
    """
    settings = Settings.from_environment(flags=flags)
    with _ending_cleanly():
        serve(settings)


def serve(settings: Settings) -> None:
    """Bind, build, answer; raises Mistake when one of them fails."""
    from emulator.server import listen, make_server, run

    with listen(settings.host, settings.port) as listening, _ready_file(settings) as file:
        from emulator.app import create_app
        from emulator.cli import banner
        from emulator.durable import is_used

        if not is_loopback(settings.host):
            settings = replace(settings, control_token=secrets.token_urlsafe(32))
        url = url_of(settings.host, listening.getsockname()[1])
        lock = _lock(settings, url)
        had_state = bool(settings.data) and is_used(Path(settings.data))
        app = create_app(settings)
        index = banner.ask(app, url, settings.control_token)

        def ready() -> None:
            app.sandboxes.wake()
            banner.print_start(index, url, settings, had_state=had_state)
            if file is not None:
                _write(file, {"url": url, "pid": os.getpid()})

        leave = app.sandboxes.start.feed.stop
        run(make_server(app, ready, app.sandboxes.close, leave), listening)
        if lock is not None:
            lock.release()


def _lock(settings: Settings, url: str) -> "Lock | None":
    """One server on a directory of `--data`.  Raises Mistake that names the other."""
    from emulator.kernel.files import Lock

    if not settings.data:
        return None
    return Lock.acquire(Path(settings.data), {"pid": os.getpid(), "url": url})


def url_of(host: str, port: int) -> str:
    """The URL at which this machine reaches the server."""
    name = EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


@contextmanager
def _ready_file(settings: Settings) -> Iterator[Path | None]:
    """Where to say that the server answers; an old file goes at the start, ours at the end."""
    if not settings.ready_file:
        yield None
        return
    file = Path(settings.ready_file)
    if file.is_dir() or not file.parent.is_dir():
        raise WrongSetting(f"ready-file: {file}, expected a file in a folder that exists")
    file.unlink(missing_ok=True)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _write(file: Path, content: object) -> None:
    """Write a file so that nobody sees half of it."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(json.dumps(content), "utf-8")
    beside.replace(file)


@contextmanager
def _ending_cleanly() -> Iterator[None]:
    """Ctrl-C and SIGTERM are a clean end, also before the server answers."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: sys.exit(0)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
