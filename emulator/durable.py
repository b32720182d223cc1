"""`--data DIR`: sandboxes that survive `kill -9`.

    DIR/lock                          one server at a time
    DIR/sandboxes/NAME/VENDOR.json    a plain TinyDB file, and a fixture
    DIR/sandboxes/NAME/_sandbox.json  clock, seed, profile, logins, webhooks to be sent
    DIR/sandboxes/NAME/log.N          what happened since

Once a server starts, what the logs tell is folded into the files.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from emulator.kernel import keeper, snapshots
from emulator.kernel.aliases import DEFAULT, NAME
from emulator.kernel.errors import Mistake
from emulator.kernel.files import sync_directory
from emulator.kernel.keeper import Keeper
from emulator.kernel.replay import OWN
from emulator.kernel.sandbox import Sandbox, Sandboxes


def is_used(data: Path) -> bool:
    """Whether a directory holds sandboxes; then they win over fixtures."""
    return (data / "sandboxes" / DEFAULT / OWN).is_file()


def open_all(sandboxes: Sandboxes, data: Path) -> list[str]:
    """Bring back every sandbox of a directory and keep all from now on.

    What was cut off torn logs, a line each.  Raises Mistake with every problem there is.
    """
    home = data / "sandboxes"
    said: list[str] = []
    try:
        home.mkdir(parents=True, exist_ok=True)
        folders = [folder for folder in home.iterdir() if folder.is_dir()]
        for folder in folders:
            if NAME.fullmatch(folder.name.removeprefix(".")) and folder.name.startswith("."):
                shutil.rmtree(folder)  # was being made or dropped
        kept = [folder for folder in folders if NAME.fullmatch(folder.name)]
        for folder in sorted(kept, key=lambda f: (f.name != DEFAULT, f.name)):
            said += _bring_back(sandboxes, folder)
        if sandboxes.default.keeper is None:
            _keep(sandboxes.default, home)
    except OSError as error:
        raise Mistake(f"{error.filename or data}: {error.strerror or error}") from None
    sandboxes.on_open = lambda sandbox: _keep(sandbox, home)
    sandboxes.on_drop = lambda sandbox: _forget(sandbox, home)
    return said


def _bring_back(sandboxes: Sandboxes, folder: Path) -> Iterator[str]:
    files, number, cuts = keeper.read(folder)
    yield from cuts
    snapshots.caught_up(files)
    wrong = list(snapshots.problems(files, sandboxes.vendors))
    if wrong:
        raise Mistake(*(f"{folder}/{problem}" for problem in wrong))
    sandbox = sandboxes.named(folder.name)
    if sandbox is None:
        sandbox = sandboxes.create(folder.name, sandboxes.vendors, sandboxes.start)
    snapshots.restore(sandbox, files)
    if folder.name != DEFAULT:
        sandbox.keep(f"{folder.name}, as it was at the start")
    keeper.write(folder, snapshots.pieces(sandbox))
    keeper.drop_logs(folder, number)
    _attach(sandbox, folder, number + 1)


def _keep(sandbox: Sandbox, home: Path) -> None:
    """Begin a sandbox's directory; a crash leaves all of it or nothing."""
    part, folder = home / f".{sandbox.name}", home / sandbox.name
    keeper.write(part, snapshots.pieces(sandbox))
    part.rename(folder)
    sync_directory(home)
    _attach(sandbox, folder, 1)


def _attach(sandbox: Sandbox, folder: Path, number: int) -> None:
    sandbox.is_replaced = False
    sandbox.attach(Keeper(folder, number, lambda: snapshots.pieces(sandbox)))


def _forget(sandbox: Sandbox, home: Path) -> None:
    gone = home / f".{sandbox.name}"
    (home / sandbox.name).rename(gone)
    shutil.rmtree(gone)
