"""One server for all commands."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.serving import ROOT, Served, serving
from tests.world import Json


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    ready = tmp_path_factory.mktemp("served") / "ready.json"
    with serving(ready, "--profile", "relaxed") as served:
        yield served


@pytest.fixture
def served(shared: Served) -> Iterator[Served]:
    """The same server for all, as it was at its start but for its clock."""
    yield shared
    assert shared.fse("reset").exit_code == 0


@pytest.fixture
def demo() -> Json:
    """The demo world's fixture, to be spoilt."""
    fixture: Json = json.loads((ROOT / "fixtures/demo/servicechannel.json").read_text())
    return fixture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for fixtures."""
    made = tmp_path / "fixtures"
    made.mkdir()
    return made


@pytest.fixture
def three_mistakes(demo: Json, folder: Path) -> Path:
    """A fixture with a wrong date, a wrong type and a reference that leads nowhere."""
    demo["workorders"]["107002896"]["CallDate"] = "2026-13-01T00:00:00Z"
    demo["workorders"]["107002896"]["LocationId"] = 1
    demo["locations"][next(iter(demo["locations"]))]["City"] = 5
    file = folder / "servicechannel.json"
    file.write_text(json.dumps(demo))
    return file
