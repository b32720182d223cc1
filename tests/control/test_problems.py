"""Calls that no route of the control plane takes, or whose body it cannot read."""

import pytest

from emulator.control import ROUTES
from tests.control.asking import problem_of, refused
from tests.world import Emulator

KNOWN = [(method, path) for path, calls in ROUTES.items() for method in calls]
IN_A_SANDBOX = [
    (method, path.format(id="1", vendor="servicechannel", name="default")) for method, path in KNOWN
]


def names(pairs: list[tuple[str, str]]) -> list[str]:
    return [f"{method} {path}" for method, path in pairs]


@pytest.mark.parametrize(("method", "path"), IN_A_SANDBOX, ids=names(IN_A_SANDBOX))
def test_an_unknown_sandbox_is_not_found_by_any_route(
    emulator: Emulator, method: str, path: str
) -> None:
    told = problem_of(emulator.http.request(method, f"{path}?sandbox=nobody"), 404)
    assert told["title"] == "no sandbox nobody"
    assert "'default'" in told["detail"]


@pytest.mark.parametrize(("method", "path"), IN_A_SANDBOX, ids=names(IN_A_SANDBOX))
def test_the_default_sandbox_may_be_named(emulator: Emulator, method: str, path: str) -> None:
    answer = emulator.http.request(method, f"{path}?sandbox=default", json={})
    assert "no sandbox" not in answer.text


@pytest.mark.parametrize("path", ["/_emulator/nothing", "/_emulator/contracts/", "/nothing"])
def test_an_unknown_route_is_not_found(emulator: Emulator, path: str) -> None:
    told = problem_of(emulator.http.get(path), 404)
    assert (told["title"], told["detail"]) == ("not found", f"GET {path}")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/clock", {"GET", "HEAD", "POST"}),
        ("GET", "/reset", {"POST"}),
        ("POST", "/requests", {"GET", "HEAD", "DELETE"}),
        ("OPTIONS", "/fixtures", {"POST"}),
        ("POST", "/throttle", {"GET", "HEAD", "PUT"}),
    ],
)
def test_a_wrong_method_is_refused_with_those_that_are_allowed(
    emulator: Emulator, method: str, path: str, allowed: set[str]
) -> None:
    answer = emulator.http.request(method, f"/_emulator{path}")
    assert problem_of(answer, 405)["title"] == "method not allowed"
    assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["/clock", "/fixtures", "/tokens/expire"])
@pytest.mark.parametrize(
    "content",
    [b"{", b"{'a': 1}", b"\xff", b'{"a": NaN}', b"[" * 5000],
    ids=["cut-off", "quotes", "not-utf-8", "nan", "too-deep"],
)
def test_a_body_that_is_not_json_is_refused(emulator: Emulator, path: str, content: bytes) -> None:
    answer = emulator.http.post(f"/_emulator{path}", content=content)
    assert problem_of(answer)["title"] == "the body is not JSON"


@pytest.mark.parametrize(
    ("body", "kind"), [([], "list"), ("x", "str"), (5, "int")], ids=["list", "text", "number"]
)
def test_a_body_that_is_no_object_is_refused_and_named(
    emulator: Emulator, body: object, kind: str
) -> None:
    told = refused(emulator, "POST", "/clock", body)
    assert (told["title"], told["detail"]) == ("the body is not an object", f"it is {kind}")


def test_head_answers_as_get_does_without_a_body(emulator: Emulator) -> None:
    answer = emulator.http.head("/_emulator/clock")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_body_over_512_megabytes_is_refused(emulator: Emulator) -> None:
    answer = emulator.http.post(
        "/_emulator/fixtures", content=b"{}", headers={"Content-Length": "512000001"}
    )
    assert problem_of(answer, 413)["title"] == "too large"
