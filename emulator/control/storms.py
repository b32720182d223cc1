"""The storm that a sandbox's webhooks meet."""

from dataclasses import asdict

from emulator.control.problems import Asked, Problem
from emulator.kernel.operation import Record
from emulator.kernel.storms import PRESETS, Storm, changed, preset_of


def read(asked: Asked) -> object:
    """The storm field by field, the name of its preset, and the presets that there are."""
    return _shown(asked.sandbox.courier.storm)


def change(asked: Asked) -> object:
    """Choose the storm; what is on its way already is not changed.

    `{"preset": NAME}`, fields such as `{"drop": 0.1}`, or fields on top of a preset.
    """
    given = dict(asked.body)
    name = given.pop("preset", None)
    if name is not None and (not isinstance(name, str) or name not in PRESETS):
        raise Problem(404, f"no preset {name}", f"expected one of {', '.join(PRESETS)}")
    storm = PRESETS[name] if name is not None else asked.sandbox.courier.storm
    try:
        asked.sandbox.courier.storm = changed(storm, given)
    except ValueError as error:
        raise Problem(400, "the storm is not accepted", str(error)) from None
    return _shown(asked.sandbox.courier.storm)


def _shown(storm: Storm) -> Record:
    return {"preset": preset_of(storm), **asdict(storm), "presets": list(PRESETS)}
