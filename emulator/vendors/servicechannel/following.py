"""Who is told of a work order's notes: pure functions.

Source: https://developer.servicechannel.com/swagger/ (recipients and followers of notes).
"""

import re
from collections.abc import Sequence

from emulator.kernel.errors import Invalid

BETWEEN = re.compile(r"[;,\s]+")
ADDRESS = re.compile(r"[^@<>\"]{1,64}@[^@<>\"]{1,190}")
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
#: What a recipient is.
REGULAR, PROVIDER, FOLLOWER = "RegularRecipient", "Provider", "Follower"
#: Visibilities of a note that the provider sees, as the query calls them.
FOR_PROVIDERS = ("VisibleToEveryone", "VisibleToProvider")


def parted(text: str) -> Sequence[str]:
    """What a list with commas or semicolons has, each once."""
    return list(dict.fromkeys(part for part in BETWEEN.split(text) if part))


def addresses(text: str) -> Sequence[str]:
    """E-mail addresses.  Raises Invalid for what is none."""
    found = parted(text)
    for one in found:
        if not ADDRESS.fullmatch(one):
            raise Invalid("bad follower", f"{one!r} is no e-mail address")
    return found


def user_ids(text: str) -> Sequence[int]:
    """Ids of users.  Raises Invalid for what is none."""
    found = parted(text)
    for one in found:
        if not NUMBER.fullmatch(one):
            raise Invalid("bad follower", f"{one!r} is no id of a user")
    return [int(one) for one in found]


def recipient_type(*, follows: bool, is_provider: bool) -> str:
    """What a user is among the recipients."""
    if follows:
        return FOLLOWER
    return PROVIDER if is_provider else REGULAR


def is_told(visibility: str, *, is_provider: bool) -> bool:
    """Whether a user may be told of a note of a visibility."""
    return not is_provider or visibility in FOR_PROVIDERS
