"""Where contracts and fixtures are: inside the wheel, or beside the package in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def tree(name: str) -> Traversable:
    """The folder `contracts` or `fixtures`."""
    inside = files("emulator") / name
    return inside if inside.is_dir() else files("emulator").joinpath("..", name)
