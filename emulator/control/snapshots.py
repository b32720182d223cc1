"""The whole state of a sandbox, out and in."""

from emulator.control.problems import Asked, Problem
from emulator.kernel import snapshots


def save(asked: Asked) -> object:
    """The files of a snapshot by their names; what is on its way counts as not sent yet."""
    return snapshots.saved(asked.sandbox)


def restore(asked: Asked) -> None:
    """Make the sandbox what was saved; all of it is checked first."""
    wrong = list(snapshots.problems(asked.body, asked.sandboxes.vendors))
    if wrong:
        raise Problem(400, "the snapshot is not accepted", "\n".join(wrong))
    snapshots.restore(asked.sandbox, asked.body)
    asked.sandbox.courier.wake()
