import pytest

from emulator.kernel.paging import Listed, rows


def test_parameters_are_found_whatever_their_case_and_code() -> None:
    listed = Listed("getNotes", "/notes", b"%24Skip=5&pageSize=7&pagesize=8", b"[]")
    assert (listed.number("$skip", 0), listed.number("pagesize", 0)) == (5, 8)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "many", "9" * 30, "%D9%A3"])
def test_what_is_no_number_is_the_usual_one(text: str) -> None:
    assert Listed("getNotes", "/notes", f"page={text}".encode(), b"").number("page", 4) == 4


def test_rows_are_counted_in_the_answer_or_were_counted_when_it_was_cut() -> None:
    assert Listed("getNotes", "/notes", b"", b"[1, 2]").rows == 2
    assert Listed("getNotes", "/notes", b"", b"[1, 2, ", 90).rows == 90
    assert Listed("getNotes", "/notes", b"", b"[1, 2, ", 90).answer is None
    assert Listed("getNotes", "/notes", b"", b"").rows == 0


@pytest.mark.parametrize(
    ("body", "number"),
    [([1, 2], 2), ({"a": 1, "b": [1, 2, 3]}, 3), ({"data": {"a": [1], "b": [1, 2]}}, 2),
     ({}, 0), ("text", 0), (None, 0), (b"[1]", 0)],
    ids=str,
)  # fmt: skip
def test_the_rows_of_a_body_are_those_of_its_longest_list(body: object, number: int) -> None:
    assert rows(body) == number
