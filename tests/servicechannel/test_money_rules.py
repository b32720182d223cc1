"""Sums of money, to the cent."""

import math

import pytest

from emulator.vendors.servicechannel import money


@pytest.mark.parametrize(("one", "other"), [(0.1 + 0.2, 0.3), (10, 10.004)])
def test_sums_are_the_same_to_the_cent(one: float, other: float) -> None:
    assert money.same(one, other)
    assert not money.same(one, other + 0.01)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(0.1 + 0.2, 0.3, id="what adding leaves behind"),
        pytest.param(55.55 * 1.5, 83.33, id="a product that falls short of half a cent"),
        pytest.param(1.005, 1.01, id="half a cent that no double is"),
        pytest.param(2.675, 2.68, id="half a cent after an odd one"),
        pytest.param(-2.675, -2.68, id="half a cent of a credit"),
        pytest.param(400.0049999, 400.0, id="a little less than half a cent"),
        pytest.param(999_999_999_999.99, 999_999_999_999.99, id="a very large one"),
    ],
)
def test_an_amount_is_held_to_the_cent_as_on_paper(amount: float, expected: float) -> None:
    assert money.cents(amount) == expected


@pytest.mark.parametrize("amount", [-0.0, -0.004])
def test_nothing_is_never_minus_nothing(amount: float) -> None:
    assert math.copysign(1, money.cents(amount)) == 1
