"""What a fault may say."""

from math import inf, nan

import pytest

from emulator.kernel.fault_fields import EFFECTS, LENGTH, Asked, Match, effect, is_like, match

ASKED = Asked("acme", "postNote", "POST", "/notes/5(1)", bears=True)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("*", True),
        ("/notes/5(1)", True),
        ("/notes/5(1)/", False),
        ("/notes", False),
        ("/notes*", True),
        ("*(1)", True),
        ("/*5*", True),
        ("/n*/5(1)", True),
        ("**", True),
        ("/notes/5(1)*", True),
        ("/notes/5(*1)*1)", False),
        ("/notes/[0-9](1)", False),
        ("/notes/5(1", False),
        ("/NOTES*", False),
    ],
)
def test_a_path_is_met_by_its_parts_in_their_order(pattern: str, *, fits: bool) -> None:
    assert is_like(ASKED.path, pattern) is fits
    assert Match(path=pattern).fits(ASKED) is fits


def test_brackets_in_a_pattern_are_brackets() -> None:
    assert is_like("/odata/orders[1]", "/odata/*[1]")
    assert not is_like("/odata/orders1", "/odata/*[1]")


def test_a_pattern_of_stars_is_compared_as_fast_as_any() -> None:
    assert not is_like("/" + "a" * 30_000, "/" + "*a" * 400 + "*b")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"vendor": "acme"},
        {"operation": "postNote", "method": "post"},
        {"method": "POST", "path": "/notes/*", "every": 3, "probability": 0},
    ],
    ids=str,
)
def test_a_match_that_is_empty_or_agrees_in_all_fits(given: dict[str, object]) -> None:
    assert match(given).fits(ASKED)


@pytest.mark.parametrize(
    "given",
    [{"vendor": "other"}, {"operation": "postnote"}, {"method": "GET"}, {"path": "/n"}],
    ids=str,
)
def test_a_match_that_differs_in_anything_does_not_fit(given: dict[str, object]) -> None:
    assert not match(given | {"probability": 0.5}).fits(ASKED)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"probability": 0},
        {"probability": 0.25, "nth": 2},
        {"vendor": "a", "operation": "b", "method": "PUT", "path": "/*", "every": 9},
    ],
    ids=str,
)
def test_a_match_is_shown_as_it_was_given(given: dict[str, object]) -> None:
    assert match(given).shown() == given


@pytest.mark.parametrize("given", [True, 1.0, 1], ids=str)
def test_what_always_happens_is_not_shown_as_a_probability(given: float) -> None:
    if given is True:
        with pytest.raises(ValueError, match=r"^match\.probability: True, expected a number"):
            match({"probability": given})
    else:
        assert match({"probability": given}).shown() == {}


WRONG_MATCHES: dict[str, tuple[object, str]] = {
    "a text": ("POST", "match: 'POST', expected an object"),
    "nothing": (None, "match: None, expected an object"),
    "a list": ([{}], "match: [{}], expected an object"),
    "an unknown key": ({"verb": "GET"}, "match: 'verb', expected one of vendor, operation, "),
    "an empty vendor": ({"vendor": ""}, "match.vendor: '', expected a text of 1 to 1000 char"),
    "a list of operations": ({"operation": ["a"]}, "match.operation: ['a'], expected a text"),
    "a long path": ({"path": "/" + "x" * LENGTH}, "…, expected a text of 1 to 1000 characters"),
    "no method": ({"method": "FETCH"}, "match.method: 'FETCH', expected one of GET, POST, PUT"),
    "no path": ({"path": "notes"}, "match.path: 'notes', expected a path that begins with / or"),
    "a query": ({"path": "/a?b=1"}, "match.path: '/a?b=1', expected a path without its query"),
    "a fragment": ({"path": "/a#b"}, "match.path: '/a#b', expected a path without its query"),
    "the 0th": ({"nth": 0}, "match.nth: 0, expected a whole number from 1 to 2147483647"),
    "the 1.5th": ({"nth": 1.5}, "match.nth: 1.5, expected a whole number"),
    "the true one": ({"nth": True}, "match.nth: True, expected a whole number"),
    "each -1st": ({"every": -1}, "match.every: -1, expected a whole number"),
    "each too high": ({"every": 2**31}, "match.every: 2147483648, expected a whole number"),
    "nth and every": ({"nth": 1, "every": 1}, "match: nth and every, expected one of them"),
    "above 1": ({"probability": 1.01}, "match.probability: 1.01, expected a number from 0 to 1"),
    "below 0": ({"probability": -0.1}, "match.probability: -0.1, expected a number from 0 to 1"),
    "no number": ({"probability": nan}, "match.probability: nan, expected a number from 0 to 1"),
    "half": ({"probability": "0.5"}, "match.probability: '0.5', expected a number from 0 to 1"),
}


@pytest.mark.parametrize(("given", "said"), WRONG_MATCHES.values(), ids=WRONG_MATCHES)
def test_a_match_that_cannot_be_is_refused_with_what_was_expected(given: object, said: str) -> None:
    with pytest.raises(ValueError, match=r"expected") as refused:
        match(given)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"status": 400}, 400),
        ({"status": 599}, 599),
        ({"latency": 0.01}, 0.01),
        ({"latency": 600}, 600),
        ({"latency": "1500ms"}, None),
        ({"latency": "1m30s"}, 90),
        ({"latency": "PT0.5S"}, 0.5),
        ({"throttle": True}, True),
        ({"throttle": "1d"}, 86_400),
        ({"drop": True}, True),
        ({"lose_answer": True}, True),
        ({"truncate": True}, True),
        ({"expire_token": True}, True),
    ],
    ids=str,
)
def test_an_effect_is_a_name_and_its_value(given: dict[str, object], value: object) -> None:
    if value is None:
        with pytest.raises(ValueError, match="expected more than 0"):
            effect(given)
    else:
        assert effect(given) == (next(iter(given)), value)


WRONG_EFFECTS: dict[str, tuple[object, str]] = {
    "nothing": (None, "effect: None, expected an object with one of status, latency, drop, "),
    "a word": ("drop", "effect: 'drop', expected an object with one of"),
    "a list": (["drop"], "effect: ['drop'], expected an object with one of"),
    "none": ({}, "effect: {}, expected an object with one of"),
    "two": ({"drop": True, "truncate": True}, "expected an object with one of"),
    "an unknown one": ({"explode": True}, "effect: 'explode', expected one of status, latency"),
    "drop false": ({"drop": False}, "effect.drop: False, expected true"),
    "drop 1": ({"drop": 1}, "effect.drop: 1, expected true"),
    "status 399": ({"status": 399}, "effect.status: 399, expected a status from 400 to 599"),
    "status 600": ({"status": 600}, "effect.status: 600, expected a status from 400 to 599"),
    "status as text": ({"status": "503"}, "effect.status: '503', expected a status"),
    "status true": ({"status": True}, "effect.status: True, expected a status"),
    "status 500.0": ({"status": 500.0}, "effect.status: 500.0, expected a status"),
    "no time": ({"latency": 0}, "effect.latency: 0, expected more than 0 and at most 600"),
    "back": ({"latency": "-1s"}, "effect.latency: '-1s', expected more than 0 and at most 600"),
    "a year": ({"latency": "1y"}, "effect.latency: '1y', expected more than 0"),
    "too long": ({"latency": "10m1s"}, "effect.latency: '10m1s', expected more than 0"),
    "an age": ({"latency": "9" * 400 + "d"}, "effect.latency: '999"),
    "nan": ({"latency": nan}, "effect.latency: nan, expected more than 0"),
    "for ever": ({"latency": inf}, "effect.latency: inf, expected more than 0"),
    "beyond floats": ({"latency": 10**400}, "effect.latency: 1000"),
    "latency true": ({"latency": True}, "effect.latency: True, expected more than 0"),
    "a list of seconds": ({"latency": [1]}, "effect.latency: [1], expected more than 0"),
    "throttle false": ({"throttle": False}, "effect.throttle: False, expected more than 0"),
    "two days": ({"throttle": "2d"}, "effect.throttle: '2d', expected more than 0 and at most 86"),
}


@pytest.mark.parametrize(("given", "said"), WRONG_EFFECTS.values(), ids=WRONG_EFFECTS)
def test_an_effect_that_cannot_be_is_refused_with_what_was_expected(
    given: object, said: str
) -> None:
    with pytest.raises(ValueError, match=r"expected") as refused:
        effect(given)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


def test_what_answers_in_the_vendors_place_is_final() -> None:
    made = {name: effect({name: 503 if name == "status" else 1}) for name in ("status", "latency")}
    made |= {name: effect({name: True}) for name in EFFECTS if name not in made}
    assert {n for n, e in made.items() if e.is_final} == {"status", "drop", "throttle"}
