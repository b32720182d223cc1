"""What a body refers to, where the contract has let it pass."""

import pytest

from emulator.kernel.errors import Invalid
from emulator.vendors.spp import checks


@pytest.mark.parametrize("value", ["free", "NaN", "Infinity", "1000000000.01", -1e300, None])
def test_what_is_no_amount_is_refused_by_its_field(value: object) -> None:
    with pytest.raises(Invalid) as refused:
        checks.amount(value, "tax")
    assert refused.value.facts["fields"] == {"tax": "The NAME is invalid."}


@pytest.mark.parametrize(
    ("value", "kept"),
    [(12, "12.00"), ("0.125", "0.13"), (-3.5, "-3.50"), ("1000000000", "1000000000.00")],
)
def test_an_amount_is_kept_with_two_decimals(value: object, kept: str) -> None:
    assert checks.amount(value, "tax") == kept
