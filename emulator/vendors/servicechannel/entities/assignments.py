"""Providers as subscribers rate them, and the contracts that assign them.

Source of the fields: https://developer.servicechannel.com/swagger/.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import contracting
from emulator.vendors.servicechannel.entities.places import PLACE, SUBSCRIBER
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    STRING,
    Entity,
    Field,
    dates,
    doubles,
    inside,
    ints,
    many,
    strings,
)


def _is_stopped(call: Call, provider: Record) -> object:
    """Whether the caller's subscriber gives it no new work."""
    own = call.caller["SubscriberId"]
    return contracting.is_stopped(call, own, provider["Id"]) if own else provider["DoNotDispatch"]


def _reviews(call: Call, provider: Record) -> Record:
    """All that is thought of a provider."""
    found = call.records.find("providerfeedback", ProviderId=provider["Id"])
    scores = [row["StarScore"] for row in found]
    return {
        "AverageRating": sum(scores) / len(scores) if scores else 0.0,
        "ReviewsNumber": len(scores),
        "RecentReviewDate": max((row["Date"] for row in found), default=None),
    }


def _mine(call: Call, provider: Record) -> Record | None:
    """What the caller thinks of it."""
    own = call.caller["Id"]
    found = call.records.find("providerfeedback", UserId=own, ProviderId=provider["Id"])
    return found[0] if found else None


def _contracts(call: Call, provider: Record) -> list[Record]:
    """A provider's contracts with the caller's subscriber."""
    own = call.caller["SubscriberId"]
    found = call.records.find("contracts", SubscriberId=own, ProviderId=provider["Id"])
    return contracting.ranked(found)


def _trades(call: Call, provider: Record) -> list[object]:
    ids = dict.fromkeys(contract["TradeId"] for contract in _contracts(call, provider))
    return [call.load("trades", trade_id)["Name"] for trade_id in ids]


TRADE = inside(
    lambda call, contract: call.load("trades", contract["TradeId"]),
    ints("Id") | strings("Name") | ints("SubscriberId"),
    own={"Id": "TradeId", "SubscriberId": "SubscriberId"},
)
STOPPED = {"DoNotDispatch": Field(BOOLEAN, _is_stopped)}
REVIEWS = {
    "ReviewsInfo": inside(
        _reviews, doubles("AverageRating") | ints("ReviewsNumber") | dates("RecentReviewDate")
    )
}
MINE = ints("Id", "StarScore")
MY_REVIEW = {
    "MyProviderReview": inside(
        _mine,
        MINE | {"ReviewedDate": Field(DATE, lambda _, row: row["Date"])} | strings("Comment"),
    )
}
SEEN = {**PROVIDERS.fields, **STOPPED}

REVIEWED = Entity(
    "providers",
    "ReviewedProvider",
    SEEN | REVIEWS | {"MyFeedback": inside(_mine, MINE | strings("Comment") | dates("Date"))},
)
RATED = Entity(
    "providers",
    "ExtendedReviewedProvider",
    SEEN
    | REVIEWS
    | MY_REVIEW
    | {"AnyMyReviews": Field(BOOLEAN, lambda call, row: _mine(call, row) is not None)}
    | {"Trades": Field("Collection(Edm.String)", _trades)},
)
DETAILED = Entity(
    "detailedProviders",
    "DetailedProvider",
    SEEN
    | {"Contracts": many(_contracts, ints("Id", "Rank") | {"Trade": TRADE, "Location": PLACE})}
    | REVIEWS
    | MY_REVIEW
    | {"ContactEmail": Field(STRING, lambda _, row: row["Email"], "Email")},
)
ASSIGNED = Entity("providerassignment", "ProviderInfo", ints("Id") | strings("Name") | STOPPED)
ASSIGNMENTS = Entity(
    "GetProviderAssignments",
    "ProviderAssignment",
    ints("Id", "Rank")
    | dates("CreatedDate", "UpdatedDate")
    | {
        "Provider": inside(
            lambda call, contract: call.load("providers", contract["ProviderId"]),
            PROVIDERS.fields,
            own={"Id": "ProviderId"},
        ),
        "Subscriber": SUBSCRIBER,
        "Trade": TRADE,
        "Location": PLACE,
    },
)
