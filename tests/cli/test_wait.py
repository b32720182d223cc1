import json
import socket
import threading
from pathlib import Path

from tests.cli.forking import forked
from tests.cli.serving import Served, fse


def test_a_server_that_answers_ends_the_wait(served: Served) -> None:
    result = served.fse("wait")
    assert result.exit_code == 0
    assert result.output.startswith(f"{served.url} answers: ")


def test_json_is_the_servers_health(served: Served) -> None:
    assert json.loads(served.fse("wait", "--json").stdout)["ready"] is True


def test_a_server_that_starts_meanwhile_ends_the_wait(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    codes: list[int] = []
    waiting = threading.Thread(
        target=lambda: codes.append(fse("wait", "--url", f"localhost:{port}").exit_code)
    )
    waiting.start()
    with forked(tmp_path / "ready.json", "--port", str(port)):
        waiting.join()
    assert codes == [0]


def test_without_a_server_it_ends_with_1_when_the_time_is_over() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = fse("wait", "--timeout", "0.2s", "--url", url)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"not ready after 0.2 s\nno answer from {url}: ")


def test_a_time_that_is_no_duration_is_wrong_usage() -> None:
    result = fse("wait", "--timeout", "soon")
    assert result.exit_code == 2
    assert "write 90s, 11m, 12h, 2d or PT11M" in result.stderr
