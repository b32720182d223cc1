"""Names with brackets, kind and hostile."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.brackets import DEPTH, nested

Pairs = list[tuple[str, object]]


def pairs(text: str) -> Pairs:
    """`a[]=1 b=2` as names and values."""
    found: Pairs = []
    for pair in text.split():
        name, _, value = pair.rpartition("=")
        found.append((name, value))
    return found


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ("a=1 b=2", {"a": "1", "b": "2"}),
        ("a=", {"a": ""}),
        ("=1 a=2", {"a": "2"}),
        ("a[]=1 a[]=2", {"a": ["1", "2"]}),
        ("a[0]=1 a[1]=2", {"a": ["1", "2"]}),
        ("a[7]=1 a[3]=2 a[]=3", {"a": ["1", "2", "3"]}),
        ("a[x]=1 a[y]=2", {"a": {"x": "1", "y": "2"}}),
        ("a[x][]=1 a[x][]=2", {"a": {"x": ["1", "2"]}}),
        ("a[0][n]=1 a[0][q]=2 a[1][n]=3", {"a": [{"n": "1", "q": "2"}, {"n": "3"}]}),
        ("a[][n]=1 a[][n]=2", {"a": [{"n": "1"}, {"n": "2"}]}),
        ("a[$in][]=1", {"a": {"$in": ["1"]}}),
        ("a[b.c]=1 a[-1]=2", {"a": {"b.c": "1", "-1": "2"}}),
        ("a[x]=1 a[]=2 a[]=3", {"a": {"x": "1", "0": "2", "1": "3"}}),
        ("a[x]=1 a[5]=2 a[]=3", {"a": {"x": "1", "5": "2", "6": "3"}}),
        ("5[]=1 []=2", {"5": ["1"], "[]": "2"}),
    ],
    ids=[
        "plain",
        "empty value",
        "empty name",
        "list",
        "numbered list",
        "order of arrival",
        "object",
        "list in an object",
        "objects in a list",
        "an object each",
        "operator",
        "any key",
        "places beside keys",
        "the place after a number",
        "a number as a name",
    ],
)
def test_names_with_brackets_become_objects_and_lists(sent: str, fields: dict[str, object]) -> None:
    assert nested(pairs(sent)) == fields


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ("a=1 a=2", {"a": "2"}),
        ("a=1 a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=1 a=2", {"a": "2"}),
        ("a[b]=1 a[b][c]=2", {"a": {"b": {"c": "2"}}}),
        ("a[b][c]=1 a[b]=2", {"a": {"b": "2"}}),
        ("a[0]=1 a[0]=2", {"a": ["2"]}),
        ("a[]=1 a[]=2 a=3 a[k]=4 a[]=5", {"a": {"k": "4", "0": "5"}}),
    ],
    ids=[
        "twice",
        "object later",
        "text later",
        "deeper later",
        "text inside",
        "place",
        "begun anew",
    ],
)
def test_what_comes_last_wins_whatever_its_kind(sent: str, fields: dict[str, object]) -> None:
    assert nested(pairs(sent)) == fields


@pytest.mark.parametrize(
    "name",
    [
        "a[b",
        "a]b",
        "a]",
        "a[]]",
        "a[[]]",
        "a[b]c",
        "a[b]c[d]",
        "[a]",
        "[]",
        "[",
        "a[b][",
        "a[\n",
    ],
)
def test_a_name_whose_brackets_do_not_match_is_as_it_is(name: str) -> None:
    assert nested([(name, "1")]) == {name: "1"}


def test_a_name_is_as_deep_as_it_may_be_and_no_deeper() -> None:
    name = "a" + "[b]" * DEPTH
    value: object = "1"
    for _ in range(DEPTH):
        value = {"b": value}
    assert nested([(name, "1")]) == {"a": value}
    assert nested([(f"{name}[b]", "1")]) == {f"{name}[b]": "1"}


@pytest.mark.parametrize("digits", ["9" * 9, "9" * 18, "9" * 19, "9" * 5000, "0" * 40])
def test_after_a_huge_place_no_value_is_lost(digits: str) -> None:
    sent: Pairs = [("a[x]", "0"), (f"a[{digits}]", "1"), ("a[]", "2"), ("a[]", "3")]
    fields = nested(sent)["a"]
    assert list(fields.values()) == ["0", "1", "2", "3"]
    assert nested(sent[1:]) == {"a": ["1", "2", "3"]}


def test_only_the_digits_of_ascii_are_places() -> None:
    assert nested([("a[\u0661]", "1")]) == {"a": {"\u0661": "1"}}


def test_values_that_are_no_texts_stay_as_they_are() -> None:
    given_one: dict[str, object] = {"x": 1}
    assert nested([("a", given_one), ("b[]", given_one)]) == {"a": given_one, "b": [given_one]}
    assert nested([("a", given_one), ("a[y]", 2)]) == {"a": {"y": 2}}
    assert given_one == {"x": 1}


@pytest.mark.parametrize(
    ("name", "number"),
    [("a[]", 200_000), ("a[{}]", 20_000), ("a[{}][b]", 20_000), ("a{}[b]", 20_000)],
    ids=repr,
)
def test_names_by_the_hundred_thousand_are_all_there(name: str, number: int) -> None:
    made = nested([(name.format(n), "1") for n in range(number)])
    assert number in (len(made), len(made.get("a", ())))


@pytest.mark.parametrize("brackets", ["[]", "[", "]", "[b]"])
def test_a_megabyte_of_brackets_is_a_plain_name(brackets: str) -> None:
    name = "a" + brackets * (1_000_000 // len(brackets))
    assert list(nested([(name, "1")])) == [name]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.text("ab[]01", max_size=12), st.text(max_size=2)), max_size=12))
def test_any_names_become_fields_with_no_value_that_was_not_sent(
    sent: list[tuple[str, str]],
) -> None:
    def values(inside: object) -> list[object]:
        if isinstance(inside, dict):
            return [each for item in inside.values() for each in values(item)]
        return (
            [each for i in inside for each in values(i)] if isinstance(inside, list) else [inside]
        )

    found = values(nested(sent))
    assert set(found) <= {value for _, value in sent}
    assert bool(found) == any(name for name, _ in sent)
