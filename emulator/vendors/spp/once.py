"""What is reckoned once for a whole page, though many of its rows show it.

While a list is shown no record changes, and its rows often have the same client.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace

from emulator.kernel.operation import Call, Record
from emulator.kernel.overlay import Overlay


class Still(Overlay):
    """Records that do not change while a page is shown.

    known: what was reckoned of them so far.
    """

    known: dict[Hashable, Record]


def still(call: Call) -> Call:
    """The call, for the rows of one page."""
    records = Still(call.records, {}, call.records.id_field)
    records.known = {}
    return replace(call, records=records)


def once(call: Call, key: Hashable, reckon: Callable[[], Record]) -> Record:
    """What is reckoned, the first time on a page; always where no page is shown."""
    if not isinstance(call.records, Still):
        return reckon()
    known = call.records.known
    if key not in known:
        known[key] = reckon()
    return known[key]
