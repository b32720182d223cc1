"""The tokens of a sandbox: who holds one, and ending it early."""

from collections.abc import Iterator
from types import NoneType

from emulator.control.problems import Asked, Problem
from emulator.kernel import aliases
from emulator.kernel.logins import Token
from emulator.kernel.world import World

#: Characters of a token that are shown.
SHOWN = 12


def listing(asked: Asked) -> object:
    """Whose tokens there are and when they end; a token is shown by its first characters."""
    return {
        "tokens": [
            {
                "vendor": name,
                "access_token": token.access[:SHOWN] + "…",
                "client_id": token.client_id,
                "user": token.user_id,
                "issued": token.issued.isoformat(),
                "expires": token.expires.isoformat(),
                "refresh_expires": token.refresh_expires.isoformat(),
            }
            for name, world in asked.sandbox.worlds.items()
            for token in world.logins.matching(None, None)
        ]
    }


def expire(asked: Asked) -> object:
    """End access tokens now; their refresh tokens live on."""
    now = asked.sandbox.clock.now()
    chosen = list(_chosen(asked))
    for world, token in chosen:
        world.logins.expire(token, now)
    return {"expired": len(chosen)}


def revoke(asked: Asked) -> object:
    """End access and refresh tokens now, as if they had never been issued."""
    chosen = list(_chosen(asked))
    for world, token in chosen:
        world.logins.revoke(token)
    return {"revoked": len(chosen)}


def _chosen(asked: Asked) -> Iterator[tuple[World, Token]]:
    """`{"client_id": …, "user": …}`: the tokens of a client, of a user's id, of both, or all."""
    given = asked.take("client_id", "user")
    client_id, user = given.get("client_id"), given.get("user")
    if not isinstance(client_id, str | None) or type(user) not in (int, NoneType):
        raise Problem(400, "whose tokens?", "expected client_id as a text and user as a number")
    client_id = client_id and aliases.real(client_id, asked.sandbox.name)
    for world in asked.sandbox.worlds.values():
        for token in world.logins.matching(client_id, user):
            yield world, token
