import json

import httpx2
import pytest

from emulator.cli.report import first, reaches
from tests.cli.serving import PATIENCE, Served

NOWHERE = "/servicechannel/v3/nowhere"


def ask(served: Served, path: str = NOWHERE) -> None:
    httpx2.get(f"{served.url}{path}", trust_env=False, timeout=PATIENCE)


def test_a_client_is_graded_with_each_finding_and_what_to_look_at_next(served: Served) -> None:
    ask(served)
    result = served.fse("report")
    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0]) == (0, "sandbox default: grade C")
    assert lines[3] == "error     unknown route: an unknown caller of servicechannel"
    assert f"1 call to no operation of the API: GET {NOWHERE}" in lines[4]
    number = lines[5].removeprefix("          requests ")
    assert lines[-1] == f"`fse explain {number} --url {served.url}` tells more of a request"


def test_the_command_to_look_further_names_the_sandbox(served: Served) -> None:
    ask(served)
    said = served.fse("report", "--sandbox", "default").stdout.splitlines()[-1]
    assert said.endswith(f" --url {served.url} --sandbox default` tells more of a request")


def test_json_is_what_the_control_plane_answers(served: Served) -> None:
    ask(served)
    said = json.loads(served.fse("report", "--json").stdout)
    assert said == served.get("/_emulator/report").json()


@pytest.mark.parametrize(
    ("least", "code"), [("A", 1), ("B", 1), ("C", 0), ("c", 0), ("D", 0), ("F", 0)]
)
def test_a_grade_that_is_worse_than_asked_for_is_a_problem(
    served: Served, least: str, code: int
) -> None:
    ask(served)
    for options in ([], ["--json"]):
        result = served.fse("report", "--min-grade", least, *options)
        assert (result.exit_code, bool(result.stdout)) == (code, True)


def test_where_nothing_was_asked_no_grade_is_reached(served: Served) -> None:
    said = "sandbox default: nothing to grade: no request came, and no webhook went out\n"
    result = served.fse("report")
    assert (result.exit_code, result.stdout) == (0, said)
    result = served.fse("report", "--min-grade", "F")
    assert (result.exit_code, result.stdout) == (1, said)


@pytest.mark.parametrize("grade", ["G", "", "AA", "1"])
def test_a_grade_that_there_is_not_is_wrong_usage(served: Served, grade: str) -> None:
    result = served.fse("report", "--min-grade", grade)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{grade!r} is not one of" in result.stderr


def test_an_unknown_sandbox_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("report", "--sandbox", "nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no sandbox nobody: expected one of ['default']\n"


def test_what_steers_a_terminal_is_not_printed(served: Served) -> None:
    ask(served, f"{NOWHERE}%1b[31m")
    assert "\x1b" not in served.fse("report").stdout


def test_the_request_to_look_at_first_is_the_last_of_the_worst_finding() -> None:
    assert first({"findings": []}) is None
    assert first({"findings": [{"requests": []}, {"requests": [4, 9]}]}) == 9


def test_a_grade_reaches_itself_and_all_that_are_worse() -> None:
    assert [least for least in "ABCDEF" if reaches("C", least)] == ["C", "D", "E", "F"]
    assert not reaches(None, "F")
