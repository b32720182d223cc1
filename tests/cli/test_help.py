import subprocess
import sys

import pytest

from emulator.cli import SECTIONS
from emulator.settings import SETTINGS
from tests.cli.serving import CLEAN, PATIENCE, fse

COMMANDS = [name for names in SECTIONS.values() for name in names]
HEAVY = ("starlette", "uvicorn", "authlib", "tinydb", "jsonschema", "httpx2", "rich", "asyncio")


def test_help_shows_the_three_things_to_do_first_and_each_command() -> None:
    said = fse("--help").output
    assert "The first three things to do:" in said
    assert [name for name in COMMANDS if f"\n  {name} " not in said] == []


def test_help_loads_none_of_the_servers_libraries() -> None:
    script = (
        "import sys\n"
        "from emulator.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"print('loaded:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=CLEAN,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "loaded: []"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(command: str) -> None:
    result = fse(command, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n    fse {command}" in result.output or f"fse {command} " in result.output


def test_the_help_of_serve_names_each_option_and_its_variable() -> None:
    said = fse("serve", "--help").output
    for setting in SETTINGS:
        assert f"--{setting.name} " in said
        assert setting.variable in said


def test_an_unknown_command_is_wrong_usage() -> None:
    result = fse("sreve")
    assert result.exit_code == 2
    assert "No such command 'sreve'" in result.stderr


def test_the_version_is_told() -> None:
    assert fse("--version").output.startswith("fieldservice-emulator 0.")
