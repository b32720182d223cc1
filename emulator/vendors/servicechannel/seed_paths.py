"""How seeded work orders come to their status: every path is some steps, in order, and a share.

A move changes the status from a desk, a visit is a check-in and a check-out, an arrival a check-in
whose technician is still there.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from emulator.vendors.servicechannel.rules import ON_SITE, Status

Who = Literal["dispatcher", "manager", "store", "technician", "system"]
PROGRESS = "IN PROGRESS"


class Step(NamedTuple):
    """One step, so many days after the one before.

    status: what a move or a check-in leads to.  choice: what the check-out says, as
    `PrimaryStatus`.
    """

    kind: Literal["move", "visit", "arrive"]
    who: Who
    days: tuple[int, int]
    status: Status = ON_SITE
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """share: of a thousand work orders.  ends: how many days ago the last step was."""

    share: int
    ends: tuple[int, int]
    steps: tuple[Step, ...] = ()

    @property
    def statuses(self) -> set[Status]:
        """Those that a subscriber needs to have, beside what check-outs make."""
        return {step.status for step in self.steps}


def _move(who: Who, primary: str, extended: str = "", days: tuple[int, int] = (1, 3)) -> Step:
    return Step("move", who, days, Status(primary, extended))


def _visit(choice: str, days: tuple[int, int] = (1, 4)) -> Step:
    return Step("visit", "technician", days, choice=choice)


ACCEPT = _move("dispatcher", PROGRESS, "DISPATCH CONFIRMED", (0, 0))
ARRIVE = Step("arrive", "technician", (1, 3))
ORDER, QUOTE, DONE = _visit("PartsOnOrder"), _visit("WaitingForQuote"), _visit("Completed")
AGAIN = _visit("Completed", (2, 8))
SHIPPED = _move("dispatcher", PROGRESS, "PARTS SHIPPED")
DELIVERED = _move("dispatcher", PROGRESS, "PARTS DELIVERED", (2, 5))
PROPOSE = _move("dispatcher", PROGRESS, "WAITING FOR APPROVAL")
APPROVE = _move("manager", PROGRESS, "PROPOSAL APPROVED")
CONFIRM = _move("manager", "COMPLETED", "CONFIRMED")
INVOICE = _move("system", "INVOICED", days=(2, 8))

PATHS = (
    Path(110, (2, 12)),
    Path(15, (2, 9), (_move("dispatcher", "OPEN", "DECLINED", (0, 1)),)),
    Path(100, (2, 12), (ACCEPT,)),
    Path(20, (2, 2), (ACCEPT, ARRIVE)),
    Path(10, (2, 15), (_move("manager", PROGRESS, "", (0, 2)),)),
    Path(30, (3, 12), (ACCEPT, _visit("Incomplete"))),
    Path(45, (3, 16), (ACCEPT, ORDER)),
    Path(12, (2, 10), (ACCEPT, ORDER, SHIPPED)),
    Path(18, (2, 10), (ACCEPT, ORDER, DELIVERED)),
    Path(30, (3, 16), (ACCEPT, QUOTE)),
    Path(25, (2, 20), (ACCEPT, QUOTE, PROPOSE)),
    Path(15, (2, 12), (ACCEPT, QUOTE, PROPOSE, APPROVE)),
    Path(8, (2, 25), (ACCEPT, QUOTE, _move("dispatcher", PROGRESS, "WAITING FOR PERMIT"))),
    Path(12, (2, 8), (ACCEPT, DONE, _move("store", PROGRESS, "UNSATISFACTORY"))),
    Path(130, (3, 25), (ACCEPT, DONE)),
    Path(30, (3, 25), (ACCEPT, ORDER, AGAIN)),
    Path(120, (2, 30), (ACCEPT, DONE, CONFIRM)),
    Path(30, (2, 30), (ACCEPT, ORDER, AGAIN, CONFIRM)),
    Path(10, (2, 40), (ACCEPT, DONE, _move("manager", "COMPLETED", "NO CHARGE"))),
    Path(160, (2, 55), (ACCEPT, DONE, CONFIRM, INVOICE)),
    Path(40, (2, 50), (ACCEPT, ORDER, AGAIN, CONFIRM, INVOICE)),
    Path(30, (2, 50), (_move("manager", "VOID", days=(0, 4)),)),
)
