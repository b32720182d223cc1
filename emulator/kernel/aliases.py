"""Names that lead to a sandbox: a credential of the records, and behind an `@` whose it is.

The records of two sandboxes may have the same client, user or key; what is handed out for each
differs, so that a credential alone decides where a call goes.
"""

import re

DEFAULT = "default"
#: What a sandbox may be called.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)


def alias(credential: str, sandbox: str) -> str:
    """What is handed out for a credential; in `default` it is the credential itself."""
    return credential if sandbox == DEFAULT or not credential else f"{credential}@{sandbox}"


def real(credential: str, sandbox: str) -> str:
    """The credential of the records behind an alias of this sandbox, or behind none."""
    return credential.removesuffix(f"@{sandbox}")


def named(credential: str) -> str:
    """The sandbox that an alias names, if it is one; there may be none of that name."""
    return credential.rpartition("@")[2] if "@" in credential else ""
