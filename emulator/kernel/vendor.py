"""What varies from vendor to vendor, as fields.  The kernel asks these and never a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Answer, Call, Operation, Record, Records


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds for one owner.

    owner: a key of what `Vendor.owners` answers.  stated: the number that a refusal names;
    accepted: the number that really passes.
    """

    name: str
    owner: str
    stated: int
    accepted: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Client:
    """A registered application; its secret and its redirect addresses are compared as they are."""

    client_id: str
    client_secret: str
    redirect_uris: Sequence[str]
    is_active: bool


@dataclass(frozen=True, slots=True)
class OAuth:
    """How the vendor's login differs.

    find_client, find_user: look a record up by what the request carries.
    check_password: whether it is the user's.  is_locked: such a user cannot log in, and the tokens
    it has stop at once.
    user_table: where the users are, by the id that a token keeps.
    mint: a new access and refresh token in the vendor's shape.
    sign_in_page: the form's HTML, with what was wrong with the last try.
    error_page: the HTML for a request that must not redirect.  landing_page: where an unknown
    client is sent.
    """

    find_client: Callable[[Records, str], Client | None]
    find_user: Callable[[Records, str], Record | None]
    check_password: Callable[[Record, str], bool]
    is_locked: Callable[[Record], bool]
    user_table: str
    mint: Callable[[Random], tuple[str, str]]
    sign_in_page: Callable[[str], str]
    error_page: Callable[[str], str]
    landing_page: str


@dataclass(frozen=True, slots=True)
class Vendor:
    """One emulated API.

    hosts: the real host names that reach it without a prefix.
    operations: by the contract's operationId.
    route: the request's path as the vendor's router sees it (`/x//y` → `/v3/x/y`).  Raises
        WrongVersion for a version that is not served.
    permit: raises Forbidden or Unauthenticated when the entry's `x-permission` is not met.
    owners: whose limits a call of this user and client counts against, by `Limit.owner`.
    limits: the limits that a profile sets.
    refuse: a refusal in the vendor's words, under a profile.
    crash: the vendor's answer to a failure of its own.
    environment: what `fse env` prints, from the records and the base URL.
    default_profile: the environment that is emulated unless told otherwise.
    permissions_table: the table behind `/_emulator/permissions`.
    id_field: what a record's id is called when it is committed; logins and the check of fixtures
        still expect `Id`.
    """

    name: str
    title: str
    hosts: Sequence[str]
    operations: Mapping[str, Operation]
    route: Callable[[str], str]
    permit: Callable[[Mapping[str, object], Call], None]
    owners: Callable[[Record, str], Mapping[str, str]]
    limits: Callable[[Record], Sequence[Limit]]
    refuse: Callable[[Refusal, Record], Answer]
    crash: Answer
    environment: Callable[[Records, str], Mapping[str, str]]
    oauth: OAuth
    default_profile: str
    permissions_table: str
    id_field: str = "Id"
