"""A vendor's own document becomes operations, or every problem of it is told."""

from pathlib import Path
from typing import Any

import pytest

from emulator.kernel import documents
from emulator.kernel.errors import Mistake
from tests.kernel.foreign import Document, openapi, swagger, written

OURS: Document = {
    "paths": {"/v3/parts/{id}": {"delete": {"operationId": "deletePart"}}},
    "components": {"schemas": {}},
}


def joined(place: Path, ours: Document | None = None) -> Document:
    document: Document = ours or {"paths": {}, "components": {"schemas": {}}}
    documents.join(document, [place], lambda o: {"callers": o.get("x-access", "Any")})
    return document


def test_a_swagger_document_becomes_operations_under_its_base(tmp_path: Path) -> None:
    made = joined(written(tmp_path, swagger()))
    assert {p: list(item) for p, item in made["paths"].items()} == {
        "/v3/parts/{partId}": ["get"],
        "/v3/parts": ["put", "post"],
    }


def test_an_operation_says_what_it_is_known_from_and_who_may_call_it(tmp_path: Path) -> None:
    file = written(tmp_path, swagger())
    read = joined(file)["paths"]["/v3/parts/{partId}"]["get"]
    assert (read["x-evidence"], read["x-source"]) == ("overlay", str(file))
    assert read["x-permission"] == {"callers": "Subscribers"}


def test_parameters_of_path_and_query_are_taken_over_and_headers_are_not(tmp_path: Path) -> None:
    read = joined(written(tmp_path, swagger()))["paths"]["/v3/parts/{partId}"]["get"]
    assert [(p["name"], p["in"], p["required"]) for p in read["parameters"]] == [
        ("partId", "path", True),
        ("ids", "query", False),
    ]
    assert read["parameters"][1]["schema"]["x-kind"] == "repeated"


def test_a_form_and_a_file_become_multipart_and_bytes(tmp_path: Path) -> None:
    put = joined(written(tmp_path, swagger()))["paths"]["/v3/parts"]["put"]
    form = put["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert (form["required"], list(form["properties"])) == (["file"], ["file"])
    assert put["responses"]["200"]["content"] == {"application/octet-stream": {}}


def test_openapi_3_is_read_with_its_servers_references_and_shared_parameters(
    tmp_path: Path,
) -> None:
    put = joined(written(tmp_path, openapi()))["paths"]["/v3/bins/{binid}"]["put"]
    assert put["parameters"][0]["name"] == "binid"
    assert put["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/OverlayRequest.Bin"
    }


def test_an_operation_that_the_contract_has_stays_the_contracts(tmp_path: Path) -> None:
    document = swagger()
    document["paths"]["/PARTS/{partNumber}"] = {"delete": {"responses": {}}}
    made = joined(written(tmp_path, document), {**OURS, "paths": {**OURS["paths"]}})
    assert "/v3/PARTS/{partNumber}" not in made["paths"]
    assert made["paths"]["/v3/parts/{id}"]["delete"] == {"operationId": "deletePart"}


def test_an_id_that_is_taken_gives_way_to_verb_and_path(tmp_path: Path) -> None:
    document = swagger()
    document["paths"]["/parts"]["post"]["operationId"] = "Parts_Get"
    made = joined(written(tmp_path, document))["paths"]
    assert made["/v3/parts"]["post"]["operationId"] == "post /v3/parts"


def test_a_folder_is_all_of_its_documents(tmp_path: Path) -> None:
    written(tmp_path, swagger(), "a.json")
    written(tmp_path, openapi(), "b.json")
    assert len(joined(tmp_path)["paths"]) == 3


def spoilt(**changes: Any) -> Document:  # noqa: ANN401 - JSON
    return {**swagger(), **changes}


def operation(**changes: Any) -> Document:  # noqa: ANN401 - JSON
    made = {"responses": {"200": {"description": "", "schema": {"type": "string"}}}}
    return spoilt(paths={"/x": {"get": {**made, **changes}}})


def nested(levels: int) -> Document:
    schema: Document = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return schema


@pytest.mark.parametrize(
    ("document", "told"),
    [
        pytest.param([], "no document", id="a list"),
        pytest.param({"paths": {}}, "no document", id="no version"),
        pytest.param({"swagger": "1.2", "paths": {}}, "no document", id="an old version"),
        pytest.param({"openapi": "3.1.0", "paths": []}, "no document", id="paths a list"),
        pytest.param(
            operation(responses={"200": {"schema": {"$ref": "https://evil.example/x.json"}}}),
            "external, expected one inside the document",
            id="an external reference",
        ),
        pytest.param(
            operation(responses={"200": {"schema": {"$ref": "other.json#/definitions/Part"}}}),
            "external",
            id="a reference to a file",
        ),
        pytest.param(
            operation(responses={"200": {"schema": {"$ref": "#/definitions/None"}}}),
            "there is no such part",
            id="a broken reference",
        ),
        pytest.param(
            operation(parameters=[{"$ref": "#/paths/~1x/get/parameters/0"}]),
            "references lead in a circle",
            id="a circle of references",
        ),
        pytest.param(
            operation(responses={"200": {"schema": nested(80)}}), "nested too deeply", id="deep"
        ),
        pytest.param(
            operation(responses={"200": {"schema": "text"}}), "is not of types", id="no schema"
        ),
        pytest.param(spoilt(paths={"x": {}}), "expected a path that begins with /", id="no slash"),
        pytest.param(
            spoilt(paths={"/x": {"get": []}}),
            'is not of type "object"',
            id="no object",
        ),
        pytest.param(
            spoilt(paths={"/parts/{a}": {"get": {}}, "/Parts/{b}": {"get": {}}}),
            "GET /v3/Parts/{b}: claimed before",
            id="two entries for one route",
        ),
    ],
)
def test_what_is_wrong_with_a_document_is_told(document: object, told: str, tmp_path: Path) -> None:
    file = written(tmp_path, document)
    with pytest.raises(Mistake) as mistake:
        joined(file)
    assert told in str(mistake.value)
    assert str(file) in str(mistake.value)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    bad = [{"200": {"schema": {"$ref": f"#/definitions/None{n}"}}} for n in range(2)]
    paths = {"/a": {"get": {"responses": bad[0]}}, "/b": {"get": {"responses": bad[1]}}, "c": {}}
    with pytest.raises(Mistake) as mistake:
        joined(written(tmp_path, spoilt(paths=paths)))
    assert len(mistake.value.problems) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("swagger: '2.0'\n", "not JSON", id="YAML"),
        pytest.param("[" * 100_000, "not JSON", id="a hundred thousand brackets"),
        pytest.param("", "not JSON", id="nothing"),
        pytest.param('{"a": "' + "x" * documents.LARGEST + '"}', "expected at most", id="large"),
    ],
)
def test_a_file_that_is_no_document_is_refused(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "vendor.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Mistake, match=told):
        joined(file)


def test_a_place_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"without \*.json"):
        joined(tmp_path)
    with pytest.raises(Mistake, match="no such file"):
        joined(tmp_path / "none.json")
