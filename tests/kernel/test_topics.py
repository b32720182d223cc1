"""What one function is called elsewhere: `x-also`, `x-function` and `x-generation`."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from emulator.kernel.contract import Contract, load
from emulator.kernel.errors import Mistake
from tests.kernel.topics import COMMON, NOTES, POST, changed, written

ALSO: dict[str, object] = {
    "path": "/v1/notes",
    "operationId": "v1PostNote",
    "x-evidence": "observed",
    "x-source": "a client",
    "x-generation": "v1",
}


def loaded(folder: Path, *also: object) -> Contract:
    """The contract of the notes, where posting one is called otherwise, too."""
    topic = changed(NOTES, "paths", "/notes", "post", **{"x-also": list(also)})
    return load(written(folder, common=COMMON, notes=topic))


def mistakes(folder: Path, *also: object) -> list[str]:
    with pytest.raises(Mistake) as told:
        loaded(folder, *also)
    return [problem.split(";")[0] for problem in told.value.problems]


def test_an_operation_is_another_path_too_and_says_itself_what_differs(tmp_path: Path) -> None:
    contract = loaded(tmp_path, ALSO)
    post, also = contract.entries[1:]
    assert (also.method, also.path, also.id, also.function) == (
        "POST",
        "/v1/notes",
        "v1PostNote",
        "postNote",
    )
    assert (also.evidence, also.source, also.generation) == ("observed", "a client", "v1")
    assert (post.id, post.function, post.generation) == ("postNote", "postNote", "")
    assert (also.permission, also.is_open, also.media) == (post.permission, True, post.media)
    assert "x-also" not in contract.operation(post)


def test_an_operation_is_another_verb_of_its_path_too(tmp_path: Path) -> None:
    own = {name: value for name, value in ALSO.items() if name not in ("path", "x-generation")}
    contract = loaded(tmp_path, own | {"verb": "patch"})
    assert list(contract.document["paths"]["/notes"]) == ["post", "patch"]
    assert contract.entries[2].method == "PATCH"


def test_an_operation_may_be_called_several_names(tmp_path: Path) -> None:
    patch = ALSO | {"verb": "patch", "operationId": "v1PatchNote"}
    assert [e.function for e in loaded(tmp_path, ALSO, patch).entries[1:]] == ["postNote"] * 3


def test_what_an_operation_does_is_told_once(tmp_path: Path) -> None:
    does = {"x-behaviours": [{"says": "It rings.", "evidence": "assumed", "source": "a guess"}]}
    topic = changed(NOTES, "paths", "/notes", "post", **does, **{"x-also": [ALSO]})
    contract = load(written(tmp_path, common=COMMON, notes=topic))
    assert ["x-behaviours" in contract.operation(e) for e in contract.entries[1:]] == [True, False]


def test_the_common_answers_are_those_of_each_name(tmp_path: Path) -> None:
    paths = loaded(tmp_path, ALSO).document["paths"]
    assert list(paths["/v1/notes"]["post"]["responses"]) == ["200", "401", "415"]
    assert paths["/v1/notes"]["post"]["responses"] == paths["/notes"]["post"]["responses"]


def test_an_entry_of_its_own_may_have_the_function_of_another(tmp_path: Path) -> None:
    topic = changed(NOTES, "paths", "/notes/{id}", "get", **{"x-function": "readNote"})
    entry = load(written(tmp_path, common=COMMON, notes=topic)).entries[0]
    assert (entry.id, entry.function) == ("getNote", "readNote")


WRONG: Mapping[str, tuple[Mapping[str, object], list[str]]] = {
    "unknown key": (ALSO | {"summary": "x"}, ["postNote: x-also: unknown key summary"]),
    "unknown verb": (ALSO | {"verb": "fetch"}, ["/v1/notes: unknown key fetch"]),
    "unknown evidence": (
        ALSO | {"x-evidence": "guessed"},
        ["v1PostNote: x-evidence is guessed, expected documented, observed, assumed"],
    ),
    "same place": (
        {n: v for n, v in ALSO.items() if n != "path"},
        ["postNote: x-also: post /notes is defined twice"],
    ),
    "the place of another": (
        ALSO | {"path": "/notes/{id}", "verb": "get"},
        ["postNote: x-also: get /notes/{id} is defined twice"],
    ),
    "id of its own operation": (
        ALSO | {"operationId": "postNote"},
        ["post /v1/notes: its operationId is that of post /notes"],
    ),
    "id of another": (
        ALSO | {"operationId": "getNote"},
        ["post /v1/notes: its operationId is that of get /notes/{id}"],
    ),
}


@pytest.mark.parametrize(("also", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_another_name_is_told_with_its_file(
    tmp_path: Path, also: Mapping[str, object], told: list[str]
) -> None:
    assert mistakes(tmp_path, also) == [f"notes.json: {problem}" for problem in told]


@pytest.mark.parametrize("key", ["operationId", "x-evidence", "x-source"])
def test_another_name_that_lacks_what_is_its_own_is_refused(tmp_path: Path, key: str) -> None:
    also = {name: value for name, value in ALSO.items() if name != key}
    assert f"notes.json: postNote: x-also: {key} is missing" in mistakes(tmp_path, also)


@pytest.mark.parametrize("also", ["v1PostNote", None, ["path"], 5], ids=repr)
def test_another_name_that_is_no_object_is_refused(tmp_path: Path, also: object) -> None:
    kind = type(also).__name__
    assert mistakes(tmp_path, also) == [f"notes.json: postNote: x-also: {kind}, expected an object"]


def test_two_names_for_one_place_are_refused(tmp_path: Path) -> None:
    again = ALSO | {"operationId": "v1PostNoteAgain"}
    problem = "notes.json: postNote: x-also: post /v1/notes is defined twice"
    assert mistakes(tmp_path, ALSO, again) == [problem]


def test_another_name_in_the_place_of_another_topic_is_refused(tmp_path: Path) -> None:
    path = {"/v1/notes": {"post": POST | {"operationId": "other"}}}
    topic = changed(NOTES, "paths", "/notes", "post", **{"x-also": [ALSO]})
    with pytest.raises(Mistake, match=r"^other\.json: paths: /v1/notes: post is defined twice$"):
        load(written(tmp_path, common=COMMON, notes=topic, other={"paths": path}))


def test_two_operations_of_one_id_are_refused_though_in_two_topics(tmp_path: Path) -> None:
    path = {"/others": {"post": POST}}
    with pytest.raises(Mistake) as told:
        load(written(tmp_path, common=COMMON, notes=NOTES, other={"paths": path}))
    (problem,) = told.value.problems
    assert problem == "other.json: post /others: its operationId is that of post /notes"
