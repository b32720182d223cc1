"""The technicians of a seeded world: each works in one city, one job at a time.

A day has four slots, and a visit stays within one, so that no two visits of a technician overlap.
On the last day nobody but those who are on site since has worked.  Who is booked up on a day, or is
on site already, has a new colleague from then on.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.seed_dice import Dice
from emulator.vendors.servicechannel.seed_records import Numbers
from emulator.vendors.servicechannel.seed_words import FIRST_NAMES, LAST_NAMES

#: Hours at which the slots of a day begin, on the clock of the place; each has 150 minutes.
SLOTS = (8.0, 10.5, 13.0, 15.5)
#: What every seeded technician signs in with.
SIGN_IN = "demo-technician"
NAMES = len(FIRST_NAMES) * len(LAST_NAMES)
#: Numbers that technicians key in on the phone have six digits; the step visits all of them.
PINS, PIN_STEP = 900_000, 7_919


class Booked(NamedTuple):
    """Who comes, and at which hour of that day the slot begins."""

    user: Record
    hour: float


@dataclass(slots=True)
class _Technician:
    user: Record
    taken: set[tuple[int, float]] = field(default_factory=set)
    is_on_site: bool = False


class Crews:
    """Hires and books.  hired: the users that were made and not yet fetched."""

    def __init__(self, users: Collection[Record], numbers: Numbers, dice: Dice) -> None:
        self._numbers, self._dice = numbers, dice
        self._pins = {(user["ProviderId"], user["Pin"]) for user in users}
        self._colleagues = {user["ProviderId"]: user for user in users}
        self._count = 0
        self._first_name, self._pin = dice.below(NAMES), dice.below(PINS)
        self._working: dict[tuple[int, object], _Technician] = {}
        self.hired: list[Record] = []

    def book(self, provider_id: int, city: object, day: int, after: float) -> Booked:
        """A slot that begins after an hour of that day."""
        technician = self._working.get((provider_id, city))
        free = [] if technician is None else _free(technician, day, after)
        if technician is None or not free:
            technician = self._hire(provider_id, city)
            free = _free(technician, day, after)
        hour = self._dice.pick(free)
        technician.taken.add((day, hour))
        return Booked(technician.user, hour)

    def station(self, provider_id: int, city: object) -> Booked:
        """A slot of the last day, from which on the technician is on site."""
        technician = self._working.get((provider_id, city))
        if technician is None or technician.is_on_site:
            technician = self._hire(provider_id, city)
        technician.is_on_site = True
        return Booked(technician.user, self._dice.pick(SLOTS))

    def _hire(self, provider_id: int, city: object) -> _Technician:
        technician = _Technician(self._user(provider_id))
        self._working[provider_id, city] = technician
        self.hired.append(technician.user)
        return technician

    def _user(self, provider_id: int) -> Record:
        number = self._count = self._count + 1
        turn = self._first_name + number
        first, last = FIRST_NAMES[turn % len(FIRST_NAMES)], LAST_NAMES[turn % len(LAST_NAMES)]
        initial = f" {chr(ord('A') + number // NAMES % 26)}." if number >= NAMES else ""
        colleague, handle = self._colleagues[provider_id], f"{first[0]}{last}{number}".lower()
        return {
            "Id": self._numbers.next("users"),
            "UserName": f"{colleague['UserName'].partition('.')[0]}.{handle}",
            "Password": SIGN_IN,
            "FullName": f"{first}{initial} {last}",
            "Email": f"{handle}@{colleague['Email'].rpartition('@')[2]}",
            "SubscriberId": None,
            "ProviderId": provider_id,
            "Role": "Technician",
            "Pin": self._new_pin(provider_id),
            "IsLocked": False,
            "LocationIds": [],
            "NteLimit": 0,
            "ProposalLimit": 0,
            "InvoiceLimit": 0,
        }

    def _new_pin(self, provider_id: int) -> str:
        while True:
            self._pin = (self._pin + PIN_STEP) % PINS
            pin = str(PINS // 9 + self._pin)
            if (provider_id, pin) not in self._pins:
                return pin


def _free(technician: _Technician, day: int, after: float) -> list[float]:
    return [hour for hour in SLOTS if hour > after and (day, hour) not in technician.taken]
