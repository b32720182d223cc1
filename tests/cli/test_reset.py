from tests.cli.serving import Served


def test_it_ends_every_token(served: Served) -> None:
    served.fse("doctor")
    assert served.get("/_emulator/tokens").json()["tokens"]
    result = served.fse("reset")
    assert (result.exit_code, result.output) == (0, "default is back at its fixtures\n")
    assert served.get("/_emulator/tokens").json() == {"tokens": []}


def test_json_is_an_empty_object(served: Served) -> None:
    assert served.fse("reset", "--json").output == "{}\n"


def test_weekly_tells_where_the_clock_went(served: Served) -> None:
    result = served.fse("reset", "--weekly")
    assert result.exit_code == 0
    assert result.output.startswith("default is back at its fixtures; it is ")
    assert "T00:00:00" in result.output
