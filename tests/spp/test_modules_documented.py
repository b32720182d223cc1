"""The table of the app's modules names tests that there are."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMED = re.compile(r"`(test_\w+)`")


@pytest.mark.parametrize("page", ["README.md", "docs/spp.md"])
def test_a_module_is_shown_by_a_test_that_there_is(page: str) -> None:
    files = [file.read_text("utf-8") for file in HERE.glob("test_modules*.py")]
    there = {name for text in files for name in re.findall(r"def (test_\w+)", text)}
    assert set(NAMED.findall((ROOT / page).read_text("utf-8"))) <= there


def test_every_trigger_is_in_the_table() -> None:
    text = (ROOT / "docs/spp.md").read_text("utf-8")
    watched = (HERE / "test_modules_watched.py").read_text("utf-8")
    assert set(re.findall(r"def (test_watch_\w+)", watched)) <= set(NAMED.findall(text))
