"""What several tests of the kernel start from."""

from pathlib import Path

import pytest

from emulator.kernel.contract import Contract, load
from tests.kernel.topics import COMMON, NOTES, written


@pytest.fixture
def notes(tmp_path: Path) -> Contract:
    """The contract of two operations on notes, and of their table."""
    return load(written(tmp_path, common=COMMON, notes=NOTES))
