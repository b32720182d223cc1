"""What feedback leads to, without HTTP."""

import pytest

from emulator.vendors.servicechannel import feedback_rules
from emulator.vendors.servicechannel.rules import PENDING_CONFIRMATION, Status

ALL = (feedback_rules.UNSATISFACTORY, feedback_rules.CONFIRMED, PENDING_CONFIRMATION)


@pytest.mark.parametrize(
    ("said", "before", "configured", "after"),
    [
        ("unsatisfactory", "", ALL, "IN PROGRESS/UNSATISFACTORY"),
        ("unsatisfactory", "", (), "IN PROGRESS"),
        ("satisfactory", "PENDING CONFIRMATION", ALL, "COMPLETED/CONFIRMED"),
        ("satisfactory", "PENDING CONFIRMATION", (), "COMPLETED"),
        ("satisfactory", "", ALL, "COMPLETED"),
        ("satisfactory", "NO CHARGE", ALL, "COMPLETED/NO CHARGE"),
    ],
)
def test_an_answer_leads_to_a_status_that_the_subscriber_has(
    said: str, before: str, configured: tuple[Status, ...], after: str
) -> None:
    assert str(feedback_rules.after(said, Status("COMPLETED", before), configured)) == after


@pytest.mark.parametrize(
    ("answer", "stars", "expected"),
    [
        ("unsatisfactory", None, True),
        ("unsatisfactory", 5, True),
        (None, 2, True),
        ("satisfactory", 3, False),
        (None, None, False),
    ],
)
def test_a_complaint_is_an_answer_or_few_stars(
    answer: str | None, stars: int | None, expected: object
) -> None:
    assert feedback_rules.is_negative({"Answer": answer, "StarScore": stars}) is expected
