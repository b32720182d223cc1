import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import pytest

from tests.cli.serving import Served, fse


def control(served: Served, method: str, path: str, body: object) -> None:
    answer = httpx2.request(method, f"{served.url}/_emulator{path}", json=body, trust_env=False)
    answer.raise_for_status()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def another_program() -> Iterator[int]:
    """A web server that is no emulator; its port."""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_healthy_setup_is_all_ok(served: Served) -> None:
    result = served.fse("doctor")
    assert result.exit_code == 0, result.output
    assert all(line.startswith("ok  ") for line in result.output.splitlines())
    assert "ServiceChannel v3: the demo credentials log in" in result.output
    assert "ServiceChannel v3: a work order is read" in result.output
    assert "ServiceTrade: a job is read" in result.output
    assert "Service Provider Pro: the demo key is taken" in result.output
    assert "Service Provider Pro: an order is read" in result.output


def test_json_is_a_list_of_findings(served: Served) -> None:
    findings = json.loads(served.fse("doctor", "--json").stdout)
    assert [finding["ok"] for finding in findings] == [True] * 13


def test_a_clock_that_was_moved_is_a_problem_with_the_way_back(served: Served) -> None:
    served.fse("clock", "advance", "2h")
    result = served.fse("doctor")
    assert result.exit_code == 1
    problem, do = _problem(result.output)
    assert problem.endswith(" s ahead of this machine's")
    assert do.startswith("fse clock set ")
    served.fse(*do.split()[1:])
    assert served.fse("doctor").exit_code == 0


def test_a_frozen_clock_is_a_problem(served: Served) -> None:
    served.fse("clock", "freeze")
    problem, do = _problem(served.fse("doctor").output)
    assert problem.startswith("the clock is frozen at ")
    served.fse(*do.split()[1:])
    assert served.fse("doctor").exit_code == 0


def test_a_limit_that_is_used_up_is_a_problem(served: Served) -> None:
    limit = {"name": "Application", "per": "client", "requests": 1, "seconds": 60}
    control(served, "PUT", "/throttle", {"limits": [limit]})
    problem, do = _problem(served.fse("doctor").output)
    assert problem.startswith("servicechannel: the limit Application of SB.")
    assert do.startswith("fse clock advance 1m")


def test_a_user_who_cannot_log_in_is_a_problem(served: Served) -> None:
    control(served, "PUT", "/profile", {"tokens": {"login_seconds": 3600}})
    served.fse("doctor")
    problem, do = _problem(served.fse("doctor").output)
    assert "the demo credentials log in: 429" in problem
    assert do.startswith("wait until the limit reopens")


def test_a_server_that_does_not_serve_this_host_is_a_problem(served: Served) -> None:
    problem, do = _problem(fse("doctor", "--url", f"http://0.0.0.0:{served.port}").output)
    assert problem == f"the server does not serve the Host 0.0.0.0:{served.port}"
    assert do == "fse serve --allow-host 0.0.0.0"


def test_an_unknown_sandbox_is_a_problem(served: Served) -> None:
    problem, do = _problem(served.fse("doctor", "--sandbox", "nobody").output)
    assert problem.startswith("no sandbox nobody: ")
    assert do == "look at --sandbox and --url"


def test_without_a_server_it_says_how_to_start_one(closed_port: int) -> None:
    result = fse("doctor", "--url", f"http://127.0.0.1:{closed_port}")
    problem, do = _problem(result.output)
    assert result.exit_code == 1
    assert problem.startswith(f"no answer from http://127.0.0.1:{closed_port}: ")
    assert do.startswith("start it with `fse serve`")
    assert f"port {closed_port} is free" in result.output


def test_another_program_at_the_url_is_a_problem() -> None:
    with another_program() as port:
        problem, do = _problem(fse("doctor", "--url", f"http://127.0.0.1:{port}").output)
    assert problem == f"http://127.0.0.1:{port} is no fieldservice-emulator: it answers 200"
    assert do.startswith("name another URL")


def _problem(output: str) -> tuple[str, str]:
    """The first problem and what to do."""
    lines = output.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("problem  "))
    return lines[at].removeprefix("problem  "), lines[at + 1].strip().removeprefix("do: ")
