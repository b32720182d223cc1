import json
import socket

from tests.cli.serving import Served, fse, shell

NAMES = [
    "SC_TOKEN_URL",
    "SC_API_BASE_URL",
    "SC_CLIENT_ID",
    "SC_CLIENT_SECRET",
    "SC_USERNAME",
    "SC_PASSWORD",
    "SC_SUBSCRIBER_USERNAME",
    "SC_SUBSCRIBER_PASSWORD",
    "ST_BASE_URL",
    "ST_USERNAME",
    "ST_PASSWORD",
    "ST_CLIENT_ID",
    "ST_CLIENT_SECRET",
    "SPP_BASE_URL",
    "SPP_API_KEY",
]


def test_each_line_is_a_variable_and_its_value(served: Served) -> None:
    lines = served.fse("env").stdout.splitlines()
    assert [line.partition("=")[0] for line in lines] == NAMES
    assert f"SC_API_BASE_URL={served.url}/servicechannel" in lines


def test_a_shell_takes_the_export_lines(served: Served) -> None:
    script = """eval "$(fse env --shell)"; sh -c 'printf %s "$SC_USERNAME at $SC_TOKEN_URL"'"""
    said = shell(script, {"EMULATOR_URL": served.url})
    assert said == f"nwhvac.admin at {served.url}/servicechannel/oauth/token"


def test_json_is_one_object(served: Served) -> None:
    assert list(json.loads(served.fse("env", "--json").stdout)) == NAMES


def test_shell_and_json_together_are_wrong_usage(served: Served) -> None:
    assert served.fse("env", "--json", "--shell").exit_code == 2


def test_without_a_server_it_says_how_to_start_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = fse("env", "--shell", "--url", url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"no answer from {url}: " in result.stderr
    assert "fse serve" in result.stderr


def test_a_url_may_lack_its_scheme_and_end_in_a_slash(served: Served) -> None:
    assert fse("env", "--url", f"127.0.0.1:{served.port}/").exit_code == 0


def test_what_is_no_url_is_wrong_usage() -> None:
    result = fse("env", "--url", "http://:x/")
    assert result.exit_code == 2
    assert "expected a URL such as http://127.0.0.1:8080" in result.stderr


def test_a_sandbox_has_credentials_of_its_own(served: Served) -> None:
    served.fse("sandbox", "create", "t1")
    by_option = served.fse("env", "--sandbox", "t1").stdout
    by_variable = fse("env", EMULATOR_URL=served.url, EMULATOR_SANDBOX="t1").stdout
    served.fse("sandbox", "drop", "t1")
    assert by_option == by_variable
    assert "SC_USERNAME=nwhvac.admin@t1\n" in by_option
    assert f"SC_API_BASE_URL={served.url}/servicechannel\n" in by_option


def test_the_credentials_of_an_unknown_sandbox_are_a_problem(served: Served) -> None:
    result = served.fse("env", "--shell", "--sandbox", "t9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no sandbox t9: ")
