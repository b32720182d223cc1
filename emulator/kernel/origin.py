"""A vendor's part of a sandbox, as far as it sends."""

from typing import Protocol

from emulator.kernel.deliveries import Attempt
from emulator.kernel.operation import Call, Ledger, Record
from emulator.kernel.vendor import Vendor


class Origin(Protocol):
    """Whose messages they are."""

    vendor: Vendor
    profile: Record

    @property
    def records(self) -> Ledger: ...

    def call(self) -> Call:
        """The records as they are now, with no caller."""
        ...


def accepts(origin: Origin, attempt: Attempt) -> bool:
    """Whether an attempt was taken."""
    status = attempt.outcome.status
    return status is not None and origin.vendor.webhooks.accepts(status)
