"""What ServiceChannel decides about an answer to a question of a checklist.

A question is an acknowledgement (CheckBox), a selector of options (RadioButton), a text or a
number.  It may have to be answered, and a picture may have to come along.
Source: https://developer.servicechannel.com/swagger/ (CheckLists), as tightened in 2025.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Invalid

CHECK_BOX, SELECTOR, TEXT, NUMERIC = "CheckBox", "RadioButton", "TextEntry", "NumericInput"
POSITIVE = frozenset({"on", "1", "true", "yes"})
BOXES = POSITIVE | {"off", "0", "false", "no"}
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)
LONGEST_TEXT = 500


class Option(NamedTuple):
    """An answer of a selector: whether it asks for a comment, and whether it is a failure."""

    asks: bool
    fails: bool


class Numbers(NamedTuple):
    """Which numbers are failures."""

    kind: str
    single: int | None
    low: int | None
    high: int | None


class Question(NamedTuple):
    """What is asked.  must_open: there is a page that has to be opened."""

    id: int
    kind: str
    is_required: bool
    picture: str
    is_multiple: bool
    must_open: bool
    options: Mapping[int, Option]
    numbers: Numbers | None = None


class Given(NamedTuple):
    """What is answered.  option, options: by the field for one and by the field for several."""

    option: int | None = None
    options: Sequence[int] = ()
    answer: str = ""
    comment: str = ""

    @property
    def picked(self) -> Sequence[int]:
        return self.options or (() if self.option is None else (self.option,))


def check(question: Question, given: Given, known: Collection[int]) -> None:
    """Raises Invalid for an answer that does not fit the question.

    known: all options that there are, to tell a foreign one from an unknown one.
    """
    if given.option is not None and given.options:
        raise Invalid("option and options")
    if question.kind != SELECTOR and len(given.options) > 1:
        raise Invalid("answers to one question")
    if question.kind == SELECTOR and len(given.options) > 1 and not question.is_multiple:
        raise Invalid("answers to a selector")
    for option in given.picked:
        if option not in known:
            raise Invalid("unknown option", option=option)
        if option not in question.options:
            raise Invalid("foreign option", option=option, question=question.id)
    if question.kind == SELECTOR:
        _check_selector(question, given)
    else:
        _check_text(question, given.answer.strip())


def _check_selector(question: Question, given: Given) -> None:
    if not given.picked and question.is_required:
        raise Invalid("options needed" if question.is_multiple else "option needed")
    asks = any(question.options[option].asks for option in given.picked)
    if asks and question.is_required and not given.comment.strip():
        raise Invalid("comment needed")


def _check_text(question: Question, answer: str) -> None:
    if not answer:
        if question.is_required:
            raise Invalid("answer needed")
        return
    if question.kind == CHECK_BOX and question.must_open and answer.lower() not in POSITIVE:
        raise Invalid("page not opened", f"{answer!r} is none of {sorted(POSITIVE)}")
    if question.kind == CHECK_BOX and answer.lower() not in BOXES:
        raise Invalid("bad acknowledgement", f"{answer!r} is none of {sorted(BOXES)}")
    if question.kind == NUMERIC and not NUMBER.fullmatch(answer):
        raise Invalid("bad number answer", f"{answer!r} is no number")
    if question.kind == TEXT and len(answer) > LONGEST_TEXT:
        raise Invalid("checklist request", f"{len(answer)} characters, at most {LONGEST_TEXT}")


def check_picture(question: Question, pictures: int) -> None:
    """A picture that is required is there."""
    if question.picture == "Required" and not pictures:
        raise Invalid("picture needed")


def check_same(existing: int, before: Mapping[str, object], now: Mapping[str, object]) -> None:
    """An answer that is changed stays one to its question, attempt and work order."""
    if before["EntityId"] != now["EntityId"]:
        raise Conflict("another order", response=existing)
    if before["Attempt"] != now["Attempt"]:
        raise Conflict("another attempt", response=existing)
    if before["CheckListQuestionId"] != now["CheckListQuestionId"]:
        raise Conflict("another question", response=existing)


def check_assets(*, each: bool, asset_ids: Sequence[int]) -> None:
    """Assets are named exactly where a checklist asks for each."""
    if each and not asset_ids:
        raise Invalid("assets needed")
    if asset_ids and not each:
        raise Invalid("assets not allowed")


def passes(question: Question, given: Given) -> bool:
    """Whether an answer avoids what the question counts as a failure."""
    if question.kind == SELECTOR:
        return not any(question.options[option].fails for option in given.picked)
    answer = given.answer.strip()
    if question.kind != NUMERIC or question.numbers is None or not NUMBER.fullmatch(answer):
        return True
    return not _fails(question.numbers, float(answer))


def _fails(numbers: Numbers, value: float) -> bool:
    if numbers.kind == "InBetween":
        return (numbers.low or 0) <= value <= (numbers.high or 0)
    single = numbers.single or 0
    return value < single if numbers.kind == "LessThan" else value > single
