"""Contracts at the locations that a seed adds: every pair does there what it does elsewhere."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.seed_known import Pair
from emulator.vendors.servicechannel.seed_records import Numbers

#: Since when the providers work there.
SIGNED_AGO = timedelta(days=400)


def contracts(
    numbers: Numbers, locations: Sequence[Record], pairs: Sequence[Pair], now: datetime
) -> list[Record]:
    """Of two providers of a trade the first pair's is first in rank."""
    signed = write_instant(now - SIGNED_AGO)
    made: list[Record] = []
    for location in locations:
        ranks: Counter[int] = Counter()
        own = [pair for pair in pairs if pair.chain.record["Id"] == location["SubscriberId"]]
        for provider_id, trade_id in ((p.provider["Id"], t["Id"]) for p in own for t in p.trades):
            ranks[trade_id] += 1
            contract: Record = {
                "Id": numbers.next("contracts"),
                "SubscriberId": location["SubscriberId"],
                "ProviderId": provider_id,
                "TradeId": trade_id,
                "LocationId": location["Id"],
                "Rank": ranks[trade_id],
                "CreatedDate": signed,
                "UpdatedDate": signed,
            }
            made.append(contract)
    return made
