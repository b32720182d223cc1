import json

from tests.cli.serving import Served


def test_it_says_what_runs(served: Served) -> None:
    lines = served.fse("status").stdout.splitlines()
    assert lines[0].startswith("fieldservice-emulator ")
    assert lines[1].startswith("sandbox default, seed 0, clock ")
    vendors = [[part.strip() for part in line.split("  ") if part] for line in lines[-3:]]
    assert [vendor[:2] for vendor in vendors] == [
        ["ServiceChannel v3", f"{served.url}/servicechannel"],
        ["ServiceTrade", f"{served.url}/servicetrade"],
        ["Service Provider Pro", f"{served.url}/spp"],
    ]
    assert all("relaxed" in line for line in lines[-3:])


def test_json_is_what_the_control_plane_answers(served: Served) -> None:
    said = json.loads(served.fse("status", "--json").stdout)
    assert said["vendors"] == served.get("/_emulator/").json()["vendors"]


def test_an_unknown_sandbox_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("status", "--sandbox", "nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no sandbox nobody: expected one of ['default']\n"
