import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from emulator.kernel.contract import Contract, load, pointer
from emulator.kernel.errors import Mistake
from emulator.resources import tree
from tests.kernel.topics import COMMON, GET, NOTES, POST, changed, without, written


def test_topics_are_merged_into_one_document(notes: Contract) -> None:
    assert set(notes.document["paths"]) == {"/notes/{id}", "/notes"}
    assert set(notes.document["components"]) == {"schemas", "parameters"}
    assert notes.document["openapi"] == "3.1.0"
    assert [e.id for e in notes.entries] == ["getNote", "postNote"]


def test_our_own_sections_are_not_in_the_document(notes: Contract) -> None:
    assert {"x-always", "x-tables"}.isdisjoint(notes.document)


def test_an_entry_tells_what_the_contract_says_of_it(notes: Contract) -> None:
    get, post = notes.entries
    assert (get.method, get.path, get.is_open, get.permission) == (
        "GET",
        "/notes/{id}",
        False,
        {},
    )
    assert (post.is_open, post.permission) == (True, {"roles": ["Admin"]})
    assert (post.evidence, post.source) == ("assumed", "a guess")
    assert (get.body, post.handler) == (None, None)


def test_entries_are_counted_by_evidence(notes: Contract) -> None:
    assert notes.by_evidence() == {"documented": 1, "observed": 0, "assumed": 1}


def test_a_table_tells_its_schema_and_its_indexes(notes: Contract) -> None:
    table = notes.tables["notes"]
    assert (table.record, table.indexed, table.references) == (
        "Note",
        [["Text"], ["Id", "Text"]],
        {},
    )


def test_answers_that_are_always_possible_are_in_every_operation(notes: Contract) -> None:
    paths = notes.document["paths"]
    assert paths["/notes/{id}"]["get"]["responses"]["401"] == {"description": "No token."}


def test_an_operations_own_answer_wins_over_the_common_one(notes: Contract) -> None:
    post = notes.document["paths"]["/notes"]["post"]
    assert post["responses"]["401"] == {"description": "Ours."}


def test_a_wrong_media_type_is_possible_only_where_there_is_a_body(notes: Contract) -> None:
    paths = notes.document["paths"]
    assert "415" in paths["/notes"]["post"]["responses"]
    assert "415" not in paths["/notes/{id}"]["get"]["responses"]


def test_a_login_endpoint_has_none_of_the_common_answers(tmp_path: Path) -> None:
    login = changed(NOTES, "paths", "/notes/{id}", "get", **{"x-handler": "token"})
    document = load(written(tmp_path, common=COMMON, notes=login)).document
    assert list(document["paths"]["/notes/{id}"]["get"]["responses"]) == ["200"]


UNKNOWN: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "topic": ((), "notes.json: unknown key x; known: ", "paths"),
    "path": (
        ("paths", "/notes"),
        "notes.json: /notes: unknown key x; known: ",
        "post",
    ),
    "operation": (
        ("paths", "/notes", "post"),
        "notes.json: postNote: unknown key x; known: ",
        "x-permission",
    ),
    "table": (
        ("x-tables", "notes"),
        "notes.json: notes: unknown key x; known: ",
        "references",
    ),
}


@pytest.mark.parametrize(("place", "problem", "known"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_key_is_refused_with_file_key_and_known_keys(
    tmp_path: Path, place: tuple[str, ...], problem: str, known: str
) -> None:
    with pytest.raises(Mistake) as refused:
        load(written(tmp_path, common=COMMON, notes=changed(NOTES, *place, x=1)))
    (told,) = refused.value.problems
    assert told.startswith(problem)
    names = told.removeprefix(problem).split(", ")
    assert known in names
    assert names == sorted(names)


@pytest.mark.parametrize("key", ["operationId", "responses", "x-evidence", "x-source"])
def test_an_operation_without_a_key_that_it_needs_is_refused(tmp_path: Path, key: str) -> None:
    spoilt = without(NOTES, "paths", "/notes", "post", key)
    name = "operation without operationId" if key == "operationId" else "postNote"
    with pytest.raises(Mistake, match=rf"^notes.json: {name}: {key} is missing$"):
        load(written(tmp_path, common=COMMON, notes=spoilt))


def test_an_unknown_kind_of_evidence_is_refused(tmp_path: Path) -> None:
    spoilt = changed(NOTES, "paths", "/notes", "post", **{"x-evidence": "guessed"})
    with pytest.raises(Mistake, match="x-evidence is guessed, expected documented, observed, ass"):
        load(written(tmp_path, common=COMMON, notes=spoilt))


def test_a_table_without_a_record_is_refused(tmp_path: Path) -> None:
    spoilt = without(NOTES, "x-tables", "notes", "record")
    with pytest.raises(Mistake, match=r"^notes.json: notes: record is missing$"):
        load(written(tmp_path, common=COMMON, notes=spoilt))


TWICE: Mapping[str, tuple[Mapping[str, object], str]] = {
    "operation": ({"paths": {"/notes": {"post": POST}}}, "paths: /notes: post"),
    "schema": ({"components": {"schemas": {"Note": {}}}}, "components: schemas: Note"),
    "disjoint-schema": (
        {"components": {"schemas": {"Note": {"description": "Another."}}}},
        "components: schemas: Note",
    ),
    "table": ({"x-tables": {"notes": {"record": "Note"}}}, "x-tables: notes"),
    "always": ({"x-always": {"401": {"description": "Twice."}}}, "x-always: 401"),
    "document": ({"openapi": "3.1.0"}, "openapi"),
}


@pytest.mark.parametrize(("topic", "where"), TWICE.values(), ids=TWICE)
def test_what_two_topics_define_is_refused(
    tmp_path: Path, topic: Mapping[str, object], where: str
) -> None:
    with pytest.raises(Mistake, match=f"^topic2.json: {where} is defined twice$"):
        load(written(tmp_path, common=COMMON, notes=NOTES, topic2=topic))


def test_two_topics_may_share_a_path_with_different_methods(tmp_path: Path) -> None:
    other = {"paths": {"/notes": {"get": GET | {"operationId": "listNotes", "parameters": []}}}}
    contract = load(written(tmp_path, common=COMMON, notes=NOTES, other=other))
    assert set(contract.document["paths"]["/notes"]) == {"get", "post"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", r"^notes.json: not JSON: "),
        (b"\xff", r"^notes.json: not JSON: "),
        (b"[]", r"^notes.json: list, expected an object$"),
    ],
    ids=["cut-off", "not-utf-8", "list"],
)
def test_a_topic_that_is_no_json_object_is_refused(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "notes.json").write_bytes(content)
    with pytest.raises(Mistake, match=problem):
        load(tmp_path)


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("notes")
    assert load(written(tmp_path, common=COMMON, notes=NOTES)).entries


@pytest.mark.parametrize(
    ("key", "part"),
    [("/notes/{id}", "~1notes~1%7Bid%7D"), ("a~b", "a~0b"), ("Note", "Note")],
    ids=["path", "tilde", "name"],
)
def test_a_key_is_escaped_as_a_part_of_a_json_pointer(key: str, part: str) -> None:
    assert pointer(key) == part


def test_the_contracts_that_are_shipped_load() -> None:
    for folder in tree("contracts").iterdir():
        assert load(folder).entries


def test_all_mistakes_of_all_topics_are_told_at_once(tmp_path: Path) -> None:
    for topic in ("notes", "orders"):
        entry: dict[str, object] = {"operationId": topic, "responses": {}, "x-source": ""}
        text = json.dumps({"paths": {f"/{topic}": {"get": entry | {"x-permision": {}}}}})
        (tmp_path / f"{topic}.json").write_text(text, "utf-8")
    with pytest.raises(Mistake) as told:
        load(tmp_path)
    assert [problem.split(";")[0] for problem in told.value.problems] == [
        "notes.json: notes: unknown key x-permision",
        "notes.json: notes: x-evidence is missing",
        "orders.json: orders: unknown key x-permision",
        "orders.json: orders: x-evidence is missing",
    ]
