"""Which answers fit which questions, as tables."""

from collections.abc import Sequence

import pytest

from emulator.kernel.errors import Refusal
from emulator.vendors.servicechannel import checklist_rules as rules
from emulator.vendors.servicechannel.checklist_rules import Given, Numbers, Option, Question

OPTIONS = {1: Option(asks=False, fails=False), 2: Option(asks=True, fails=True)}
KNOWN = [1, 2, 3]


def question(
    kind: str, *, required: bool = True, multiple: bool = False, must_open: bool = False
) -> Question:
    options = OPTIONS if kind == rules.SELECTOR else {}
    return Question(7, kind, required, "No", multiple, must_open, options)


BOX, TEXT, NUMBER, SELECTOR = map(
    question, (rules.CHECK_BOX, rules.TEXT, rules.NUMERIC, rules.SELECTOR)
)
OPEN = question(rules.CHECK_BOX, must_open=True)
SEVERAL = question(rules.SELECTOR, multiple=True)
FREE = question(rules.SELECTOR, required=False)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        *(
            pytest.param(BOX, Given(answer=text), id=f"box {text}")
            for text in ("on", "off", "1", "0", "TRUE", "false", "Yes", "no")
        ),
        *(pytest.param(OPEN, Given(answer=t), id=f"page {t}") for t in ("on", "1", "true", "yes")),
        pytest.param(TEXT, Given(answer="x" * 500), id="a text of 500"),
        *(pytest.param(NUMBER, Given(answer=t), id=f"number {t}") for t in ("7", "-1.5", "+.5")),
        pytest.param(SELECTOR, Given(1), id="an option"),
        pytest.param(SELECTOR, Given(options=(1,)), id="one of several fields"),
        pytest.param(SELECTOR, Given(2, comment="why"), id="an option with its comment"),
        pytest.param(FREE, Given(), id="nothing where nothing is needed"),
        pytest.param(FREE, Given(2), id="no comment where nothing is needed"),
        pytest.param(SEVERAL, Given(options=(1, 2), comment="why"), id="several options"),
        pytest.param(question(rules.TEXT, required=False), Given(), id="no text"),
    ],
)
def test_these_answers_fit(asked: Question, given: Given) -> None:
    rules.check(asked, given, KNOWN)


@pytest.mark.parametrize(
    ("asked", "given", "rule"),
    [
        pytest.param(BOX, Given(answer="maybe"), "bad acknowledgement", id="box"),
        pytest.param(OPEN, Given(answer="off"), "page not opened", id="page"),
        pytest.param(TEXT, Given(answer="x" * 501), "checklist request", id="a text of 501"),
        pytest.param(TEXT, Given(answer="  "), "answer needed", id="blanks"),
        pytest.param(NUMBER, Given(answer="1e3"), "bad number answer", id="exponent"),
        pytest.param(NUMBER, Given(answer="seven"), "bad number answer", id="a word"),
        pytest.param(SELECTOR, Given(1, (1,)), "option and options", id="both fields"),
        pytest.param(SELECTOR, Given(options=(1, 2)), "answers to a selector", id="two for one"),
        pytest.param(BOX, Given(options=(1, 2)), "answers to one question", id="two for a box"),
        pytest.param(SELECTOR, Given(4), "unknown option", id="unknown option"),
        pytest.param(SELECTOR, Given(3), "foreign option", id="foreign option"),
        pytest.param(BOX, Given(1), "foreign option", id="an option for a box"),
        pytest.param(SELECTOR, Given(), "option needed", id="no option"),
        pytest.param(SEVERAL, Given(), "options needed", id="no options"),
        pytest.param(SELECTOR, Given(2), "comment needed", id="no comment"),
    ],
)
def test_these_answers_are_refused(asked: Question, given: Given, rule: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check(asked, given, KNOWN)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("numbers", "answer", "expected"),
    [
        pytest.param(("LessThan", 5, None, None), "4.9", False, id="less"),
        pytest.param(("LessThan", 5, None, None), "5", True, id="not less"),
        pytest.param(("MoreThan", 5, None, None), "6", False, id="more"),
        pytest.param(("InBetween", None, 5, 7), "6", False, id="between"),
        pytest.param(("InBetween", None, 5, 7), "8", True, id="outside"),
        pytest.param(("InBetween", None, 5, 7), "", True, id="no answer"),
    ],
)
def test_a_number_may_be_a_failure(
    numbers: tuple[str, int | None, int | None, int | None], answer: str, *, expected: bool
) -> None:
    asked = NUMBER._replace(numbers=Numbers(*numbers))
    assert rules.passes(asked, Given(answer=answer)) is expected


def test_an_option_may_be_a_failure() -> None:
    assert [rules.passes(SELECTOR, Given(option)) for option in (1, 2)] == [True, False]
    assert rules.passes(BOX, Given(answer="off")) is True


@pytest.mark.parametrize(
    ("each", "ids", "rule"),
    [(True, (), "assets needed"), (False, (1,), "assets not allowed")],
    ids=["none", "some"],
)
def test_assets_are_named_only_where_each_is_asked_for(
    *, each: bool, ids: Sequence[int], rule: str
) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_assets(each=each, asset_ids=ids)
    assert refused.value.rule == rule
