"""The walk of a request where a vendor has generations, hosts of customers and empty bodies."""

from dataclasses import replace
from pathlib import Path

import pytest

from emulator.kernel.contract import load
from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Records, Reply
from emulator.kernel.request import Request
from tests.kernel.acme import CONTRACT, OPERATIONS, App, install, make_vendor
from tests.kernel.topics import changed, entry, written

V1 = {"x-generation": "v1", "x-evidence": "assumed", "x-source": "the test"}
ALSO = [
    {"path": "/v1/notes", "operationId": "v1ListNotes", **V1},
    {"verb": "patch", "operationId": "patchNotes", "x-evidence": "assumed", "x-source": "the test"},
]
OPTIONAL = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object", "properties": {"Text": {"default": "-"}}}}
    },
}


def spoken(call: Call) -> Reply:
    """Tells what was asked for, and how."""
    return Reply([call.generation, call.route, call.asked.decode()])


def app_of(folder: Path, **fields: object) -> App:
    """The small vendor, whose list of notes has several names; fields: those of its Vendor."""
    topic = changed(CONTRACT, "paths", "/notes", "get", **{"x-also": ALSO})
    topic["paths"]["/open"] = {"get": entry("listOpen", **{"x-function": "listNotes"}, security=[])}
    topic["paths"]["/echo"] = {"post": entry("echo", requestBody=OPTIONAL)}
    vendor = make_vendor(
        {**OPERATIONS, "listNotes": spoken, "echo": lambda call: Reply(call.body)}, **fields
    )
    installed = install(folder, vendor)
    return App(replace(installed, contract=load(written(folder, acme=topic))))


@pytest.fixture
def app(tmp_path: Path) -> App:
    return app_of(tmp_path)


@pytest.mark.parametrize(
    ("method", "path", "generation"),
    [
        ("GET", "/notes", ""),
        ("PATCH", "/notes", ""),
        ("GET", "/v1/notes", "v1"),
        ("GET", "/open", ""),
    ],
)
def test_one_function_answers_under_all_its_names_and_knows_which_was_called(
    app: App, method: str, path: str, generation: str
) -> None:
    answer = app.http.request(method, f"{path}?a=%41&a=2", headers=app.login())
    assert answer.json() == [generation, path, "a=%41&a=2"]


def test_the_journal_has_the_name_that_was_called(app: App) -> None:
    app.http.get("/v1/notes", headers=app.login())
    assert next(iter(app.sandbox.journal)).operation == "v1ListNotes"


def test_a_verb_that_only_another_name_has_is_wrong(app: App) -> None:
    answer = app.http.patch("/v1/notes", headers=app.login())
    assert answer.status_code == 405
    assert answer.headers["emulator-reason"].endswith("this route has GET")


def admit(_: Records, request: Request) -> None:
    host = request.header(b"host") or ""
    if host.startswith("nobody."):
        raise NotFound("customers", f"no customer: {host}")


@pytest.mark.parametrize("path", ["/notes", "/nothing", "/open"])
def test_a_vendor_turns_away_a_request_whoever_makes_it(tmp_path: Path, path: str) -> None:
    app = app_of(tmp_path, admit=admit)
    headers = app.login() | {"Host": "nobody.example"}
    for sent in (headers, {"Host": "nobody.example"}):
        answer = app.http.get(path, headers=sent)
        assert (answer.json()["kind"], answer.json()["rule"]) == ("NotFound", "customers")
        assert answer.headers["emulator-reason"] == "no customer: nobody.example"


def test_what_a_vendor_does_not_turn_away_goes_on(tmp_path: Path) -> None:
    app = app_of(tmp_path, admit=admit)
    assert app.http.get("/notes", headers=app.login()).status_code == 200
    assert app.http.get("/notes").json()["kind"] == "Unauthenticated"


@pytest.mark.parametrize("body", [b"", b" \n"], ids=["nothing", "space"])
def test_a_body_of_nothing_is_missing_or_an_object_as_the_vendor_has_it(
    tmp_path: Path, body: bytes
) -> None:
    strict, easy = app_of(tmp_path / "a"), app_of(tmp_path / "b", nothing_is_object=True)
    refused = strict.http.post("/echo", headers=strict.login(), content=body)
    taken = easy.http.post("/echo", headers=easy.login(), content=body)
    assert refused.headers["emulator-reason"] == "the body is missing"
    assert (taken.status_code, taken.json()) == (200, {"Text": "-"})


def test_a_body_of_nothing_lacks_what_an_object_needs(tmp_path: Path) -> None:
    app = app_of(tmp_path, nothing_is_object=True)
    answer = app.http.post("/notes", headers=app.login())
    assert answer.json()["kind"] == "Malformed"
    assert "Text" in answer.headers["emulator-reason"]


def test_the_vendors_own_headers_are_on_every_answer(tmp_path: Path) -> None:
    app = app_of(tmp_path, headers=lambda number: [(b"x-number", b"%d" % number)])
    answers = [app.http.get("/notes", headers=app.login()), app.http.get("/notes")]
    answers.append(app.http.get("/nothing"))
    for answer in answers:
        assert answer.headers["x-number"] == answer.headers["emulator-request-id"]
