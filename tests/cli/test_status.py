import json

from tests.cli.serving import Served


def test_it_says_what_runs(served: Served) -> None:
    lines = served.fse("status").stdout.splitlines()
    assert lines[0].startswith("fieldservice-emulator ")
    assert lines[1].startswith("sandbox default, seed 0, clock ")
    first, second = (line.split("  ") for line in lines[-2:])
    assert first[:2] == ["ServiceChannel v3", f"{served.url}/servicechannel"]
    assert [second[0], second[-1]] == ["ServiceTrade", second[-1]]
    assert "relaxed" in lines[-1]


def test_json_is_what_the_control_plane_answers(served: Served) -> None:
    said = json.loads(served.fse("status", "--json").stdout)
    assert said["vendors"] == served.get("/_emulator/").json()["vendors"]


def test_an_unknown_sandbox_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("status", "--sandbox", "nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no sandbox nobody: expected one of ['default']\n"
