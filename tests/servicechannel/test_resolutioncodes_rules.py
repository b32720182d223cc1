"""Resolution codes and root causes: what may be set, as a table."""

import pytest

from emulator.kernel.errors import Forbidden, Invalid, Refusal
from emulator.vendors.servicechannel import resolution_rules as rules
from emulator.vendors.servicechannel.resolution_rules import Chosen, Use

#: 1 and 2 are plain, 8 and 9 take comments.
FREE = {1: False, 2: False, 3: False, 4: False, 8: True, 9: True}
PLAIN, SILENT, BY_CATEGORY = Use(True, False), Use(False, False), Use(True, True)


@pytest.mark.parametrize(
    ("use", "chosen"),
    [
        pytest.param(PLAIN, [Chosen(1)], id="one"),
        pytest.param(PLAIN, [Chosen(1), Chosen(2), Chosen(8)], id="three"),
        pytest.param(PLAIN, [Chosen(8, "a"), Chosen(8, "b")], id="one with two comments"),
        pytest.param(PLAIN, [Chosen(8, "x" * 100)], id="a comment of 100"),
        pytest.param(SILENT, [Chosen(8)], id="no comment where none is allowed"),
        pytest.param(BY_CATEGORY, [Chosen(1, "", 5), Chosen(1, "", 6)], id="each category"),
    ],
)
def test_these_codes_may_be_set(use: Use, chosen: list[Chosen]) -> None:
    rules.check_codes(chosen, FREE, use, [5, 6] if use.has_categories else [])


@pytest.mark.parametrize(
    ("use", "chosen", "rule"),
    [
        pytest.param(PLAIN, [], "no resolution code", id="none"),
        pytest.param(PLAIN, [Chosen(7)], "Invalid", id="unknown"),
        pytest.param(PLAIN, [Chosen(n) for n in (1, 2, 3, 4)], "many resolution codes", id="4"),
        pytest.param(PLAIN, [Chosen(1), Chosen(1)], "repeated resolution code", id="twice"),
        pytest.param(
            PLAIN, [Chosen(8, "a"), Chosen(8, "A")], "repeated resolution text", id="one text twice"
        ),
        pytest.param(PLAIN, [Chosen(8, "x" * 101)], "long resolution text", id="long"),
        pytest.param(PLAIN, [Chosen(1, "a")], "resolution text", id="a comment to a plain one"),
        pytest.param(SILENT, [Chosen(8, "a")], "resolution text", id="no access to comments"),
        pytest.param(BY_CATEGORY, [Chosen(1)], "resolution codes by category", id="no category"),
        pytest.param(
            BY_CATEGORY, [Chosen(1, "", 5)], "resolution codes by category", id="one missing"
        ),
        pytest.param(
            BY_CATEGORY,
            [*(Chosen(n, "", 5) for n in (1, 2, 3, 4)), Chosen(1, "", 6)],
            "resolution codes by category",
            id="four in one category",
        ),
    ],
)
def test_these_codes_are_refused(use: Use, chosen: list[Chosen], rule: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_codes(chosen, FREE, use, [5, 6] if use.has_categories else [])
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("use", "chosen", "categories", "rule"),
    [
        pytest.param(PLAIN, [Chosen(1)], [], "asset category access", id="no access"),
        pytest.param(BY_CATEGORY, [Chosen(1)], [], "no asset categories", id="no categories"),
        pytest.param(BY_CATEGORY, [], [5], "no root cause", id="none"),
        pytest.param(BY_CATEGORY, [Chosen(7, "", 5)], [5], "no root cause", id="unknown"),
        pytest.param(BY_CATEGORY, [Chosen(1)], [5], "asset category needed", id="no category"),
        pytest.param(
            BY_CATEGORY, [Chosen(1, "", 5)], [5, 6], "root causes by category", id="one missing"
        ),
        pytest.param(
            BY_CATEGORY,
            [Chosen(1, "", 5), Chosen(2, "", 5)],
            [5],
            "root causes by category",
            id="two for one",
        ),
        pytest.param(
            BY_CATEGORY, [Chosen(8, "x" * 101, 5)], [5], "long root cause text", id="long"
        ),
        pytest.param(
            BY_CATEGORY, [Chosen(1, "a", 5)], [5], "root cause text", id="a comment to a plain one"
        ),
    ],
)
def test_these_causes_are_refused(
    use: Use, chosen: list[Chosen], categories: list[int], rule: str
) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_causes(chosen, FREE, use, categories)
    assert refused.value.rule == rule


def test_each_category_has_one_cause() -> None:
    rules.check_causes([Chosen(1, "", 5), Chosen(8, "a", 6)], FREE, BY_CATEGORY, [6, 5])


def test_a_single_cause_is_not_for_subscribers_with_asset_categories() -> None:
    rules.check_single(PLAIN)
    with pytest.raises(Forbidden, match="has asset categories"):
        rules.check_single(BY_CATEGORY)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        pytest.param([], "no asset category", id="none"),
        pytest.param([1, 2, 3, 4, 5, 6], "many asset categories", id="six"),
        pytest.param([1, 99], "bad asset category", id="foreign"),
    ],
)
def test_these_asset_categories_are_refused(given: list[int], rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_categories(given, range(1, 7))
    assert refused.value.rule == rule
