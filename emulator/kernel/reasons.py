"""Why a request was refused, as it was then, so that it can be explained later."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

NOTHING: Mapping[str, object] = MappingProxyType({})


class Explained(NamedTuple):
    """What a vendor says of a refusal beside its reason.

    met: the data that the rule looked at, by a name that a person knows it by.  allowed: what
    would have been allowed instead, a line each.
    """

    met: Mapping[str, object] = NOTHING
    allowed: Sequence[str] = ()


class Refused(NamedTuple):
    """A refusal as the journal keeps it.

    kind: the class of the refusal.  rule: the row of the vendor's wording.  facts: what filled it.
    """

    kind: str
    rule: str
    facts: Mapping[str, object]
    explained: Explained


class Issued(NamedTuple):
    """A login that was granted.  grant: `password`, `refresh_token`, …, or `session`.

    token: tells tokens apart and is nothing else; requests that carry it have the same.  seconds:
    how long the access token lasts.  refresh: as token, of its refresh token; 0 without one.
    """

    grant: str
    user_id: int
    client_id: str
    token: int
    seconds: float
    refresh: int = 0
