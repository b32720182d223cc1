"""What feedback has to say, and what becomes of the work order.

Pure.  Codes: https://developer.servicechannel.com/swagger/ (`POST /feedbacks/workorders/{id}`);
the status: https://servicechannel.atlassian.net/wiki/spaces/SCU "Status Definitions".
"""

from collections.abc import Collection

from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.rules import PENDING_CONFIRMATION, Status

GOOD, BAD = "satisfactory", "unsatisfactory"
MOST_STARS, WITHOUT_COMMENT = 5, 3
UNSATISFACTORY = Status("IN PROGRESS", "UNSATISFACTORY")
CONFIRMED = Status("COMPLETED", "CONFIRMED")


def stars(score: int | None, *, worded: str = "star score") -> int:
    """One to five.  worded: the rule of the Invalid that is raised for anything else."""
    if score is None or not 1 <= score <= MOST_STARS:
        raise Invalid(worded, f"{score} stars; there are 1 to {MOST_STARS}")
    return score


def answer(text: str) -> str:
    """Satisfactory or not, whatever the case.  Raises Invalid for anything else."""
    said = text.strip().lower()
    if said not in (GOOD, BAD):
        raise Invalid("feedback answer", f"{text!r} is neither {GOOD} nor {BAD}")
    return said


def score(said: str, given: int | None) -> int | None:
    """The stars that go with an answer; an unsatisfactory one needs none."""
    if said == BAD and not given:
        return None
    return stars(given, worded="feedback score")


def check_comment(said: str, given: int | None, comment: str) -> None:
    """Raises Invalid without a comment on what was not done well."""
    is_bad = said == BAD or (given is not None and given < WITHOUT_COMMENT)
    if is_bad and not comment:
        raise Invalid("feedback comment", "what was not done well needs a comment")


def check_status(status: Status, *, is_invoiced: bool) -> None:
    """Raises Conflict unless the work is done and not paid for yet."""
    if status.primary != "COMPLETED" or is_invoiced:
        raise Conflict("feedback status", f"{status} takes no feedback")


def after(said: str, before: Status, configured: Collection[Status]) -> Status:
    """The status that an answer leads to; without the extended one, the primary alone."""
    if said == BAD:
        return UNSATISFACTORY if UNSATISFACTORY in configured else Status("IN PROGRESS")
    if before == PENDING_CONFIRMATION:
        return CONFIRMED if CONFIRMED in configured else Status("COMPLETED")
    return before


def is_negative(row: Record) -> bool:
    """Whether a record of feedback complains."""
    given = row["StarScore"]
    return row["Answer"] == BAD or (given is not None and given < WITHOUT_COMMENT)
