"""What varies from vendor to vendor, as fields.  The kernel asks these and never a name."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from random import Random
from typing import NamedTuple

from emulator.kernel.errors import Refusal
from emulator.kernel.logins import Client, unknown
from emulator.kernel.operation import (
    Answer,
    Call,
    Event,
    Given,
    Operation,
    Record,
    Records,
    Reply,
)
from emulator.kernel.paging import Listed, Page
from emulator.kernel.reasons import Explained
from emulator.kernel.request import Request
from emulator.kernel.sending import Address, Message
from emulator.kernel.shifting import Tables


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds for one owner.

    owner: a key of what `Vendor.owners` answers.  stated: the number that a refusal names;
    accepted: the number that really passes.  cost: how many of these one request uses up, where
    it is not requests that are counted.
    """

    name: str
    owner: str
    stated: int
    accepted: int
    seconds: int
    cost: int = 1


class Grant(NamedTuple):
    """What a token is made for; times are the sandbox's."""

    client_id: str
    user: Record
    issued: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class OAuth:
    """How the vendor's login differs.

    grants: those that are offered.  fields: what a request to the token endpoint says, form or
    other.  public_refresh: whether a refresh token is enough, without the client's secret.
    statuses: those of errors, by their code, where they are not RFC 6749's.
    find_client, find_user: look a record up by what the request carries.
    check_password: whether it is the user's.  is_locked: such a user cannot log in, and the tokens
    it has stop at once.
    user_table: where the users are, by the id that a token keeps.
    mint: a new access and refresh token in the vendor's shape.  new_session: the credential of a
    session, where users log in without a client.  doubt: what is wrong with a credential that was
    not issued here, for our own explanation.
    find_key: the id of the user whom a key of the records stands for, where calls are made with
    keys; None for what is no key.
    sign_in_page: the form's HTML, with what was wrong with the last try.
    error_page: the HTML for a request that must not redirect.  landing_page: where an unknown
    client is sent.
    """

    user_table: str
    is_locked: Callable[[Record], bool]
    grants: Collection[str] = ()
    find_client: Callable[[Records, str], Client | None] = lambda _, __: None
    find_user: Callable[[Records, str], Record | None] = lambda _, __: None
    check_password: Callable[[Record, str], bool] = lambda _, __: False
    mint: Callable[[Random, Grant], tuple[str, str]] = lambda _, __: ("", "")
    sign_in_page: Callable[[str], str] = str
    error_page: Callable[[str], str] = str
    landing_page: str = ""
    fields: Callable[[Request], Mapping[str, str]] = Request.form
    public_refresh: bool = False
    statuses: Mapping[str, int] = field(default_factory=dict)
    new_session: Callable[[Random], str] = lambda random: random.randbytes(16).hex()
    doubt: Callable[[str], str] = unknown
    find_key: Callable[[Records, str], int | None] | None = None


class Endpoint(NamedTuple):
    """A webhook as the control plane shows it.

    owner: the company whose events it gets.  events: the types it wants.  state: a few words.
    secret: what its receiver verifies messages with.
    """

    id: int
    name: str
    url: str
    owner: int
    events: Sequence[str]
    is_active: bool
    state: str
    secret: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Records to put and ids to remove, by table."""

    puts: Mapping[str, Sequence[Record]]
    removes: Mapping[str, Sequence[int]]


#: Which records the outcome of an attempt changes.
Attempted = Callable[[Call, Message, bool, Record], Mapping[str, Sequence[Record]]]


@dataclass(frozen=True, slots=True)
class Webhooks:
    """How the vendor tells of events.

    listens: whether anybody wants anything; asked before messages are made.
    messages: what each endpoint is told of the events of one commit, in order: matched, filtered
        and enveloped.  call.records has the records as they are after the commit.
    address: where a message goes now, signed; None if its endpoint is gone or switched off, and
        then it is dropped.
    accepts: whether a status is a success.
    catalogue: the event types, each with the table of what it is about; empty if there is none.
    endpoints: all of them, for the control plane.
    subscribe: a new one: URL, event types (all if none are named), owner (None for the one that
        the demo credentials belong to).  Raises Refusal.  remove: the end of one by its id.
    test: the message of the vendor's test button to an endpoint.
    attempted: which records the outcome of an attempt changes (whether it succeeded; the profile's
        section `webhooks`): failure counters, a breaker; none where no endpoint is switched off.
    pauses: the endpoints that switch on again by themselves, with the instant.
    signature: the header that carries a message's signature; "" where they are unsigned.
    by_hand: the vendor has no API for endpoints, its customers make them on a page; here only the
        control plane does.
    secret_field: the field of a message that carries its endpoint's secret; "" where none does.
    """

    listens: Callable[[Records], bool]
    messages: Callable[[Call, Sequence[Event]], Sequence[Message]]
    address: Callable[[Call, Message], Address | None]
    accepts: Callable[[int], bool]
    catalogue: Mapping[str, str]
    endpoints: Callable[[Call], Sequence[Endpoint]]
    subscribe: Callable[[Call, str, Sequence[str], int | None], tuple[int, Changes]]
    remove: Callable[[Records, int], Changes]
    test: Callable[[Call, int], Message]
    attempted: Attempted = lambda *_: {}
    pauses: Callable[[Records], Sequence[tuple[datetime, str]]] = lambda _: ()
    signature: str = ""
    by_hand: bool = False
    secret_field: str = ""


@dataclass(frozen=True, slots=True)
class Chores:
    """What happens by itself when the sandbox's clock gets there.

    next: the instant of the next, past or to come; None if there is none.  It is asked after every
        change of a record, so the answer comes from an index.
    happen: that one thing.  call.now is its instant; there is no caller.  The reply's records and
        events count as an operation's do, its body says in a few words what happened.  What it
        changes has to let `next` go on, if only to another record of the same instant.
    """

    next: Callable[[Records], datetime | None]
    happen: Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One emulated API.

    hosts: the real host names that reach it without a prefix; `*.` stands for one more label.
    operations: by the contract's operationId.
    route: the request's path as the vendor's router sees it (`/x//y` → `/v3/x/y`).  Raises
        WrongVersion for a version that is not served.
    credential: what a call is made with, as a token's `access`; None without one or with several.
    takes: what that is, in words.
    leads: what in a request without a credential, such as a login, decides its sandbox.
    read: what a request's body says, before the contract is asked, given the media types that the
        operation takes.  Raises WrongMedia, Malformed.
    nothing_is_object: whether a body without a byte is an object without a field, not missing.
    permit: raises Forbidden or Unauthenticated when the entry's `x-permission` is not met.
    owners: whose limits a call of this user and client counts against, by `Limit.owner`.
    limits: the limits that a profile sets.
    refuse: a refusal in the vendor's words, under a profile.
    crash: the vendor's answer to a failure of its own.
    fail: its answer of a status that a fault asks for, under a profile.
    explain: what a refusal met and what would have been allowed; the call is as far as it got.
    who: name and role of a user, for our own explanation.
    pages: which page of a list a read was; None if it was none.
    environment: what `fse env` prints, from the records and the base URL.
    credentials: its variables that decide the sandbox: clients, users, keys.
    default_profile: the environment that is emulated unless told otherwise.
    webhooks: how it tells of events.
    chores: what happens by itself; None where nothing does.
    seed: more records for a fixture's tables: of each of so many jobs what it adds, by table, ids
        rising.  The same Random makes the same ones, more of them begin with the same.
        None for a vendor that has none.
    permissions_table: the table behind `/_emulator/permissions`.
    grants: what an operation of the vendor's own document asks of its caller, as `x-permission`.
    wipes: whether the environment of a profile is wiped every weekend.
    headers: those of every answer, from the request's number in the journal.
    admit: raises a Refusal for a request that the vendor turns away whoever makes it, such as one
        to the host of no customer.
    """

    name: str
    title: str
    hosts: Sequence[str]
    operations: Mapping[str, Operation]
    route: Callable[[str], str]
    read: Callable[[Request, Collection[str]], Given]
    permit: Callable[[Mapping[str, object], Call], None]
    owners: Callable[[Record, str], Mapping[str, str]]
    limits: Callable[[Record], Sequence[Limit]]
    refuse: Callable[[Refusal, Record], Answer]
    crash: Answer
    fail: Callable[[int, Record], Answer]
    environment: Callable[[Records, str], Mapping[str, str]]
    credentials: Sequence[str]
    oauth: OAuth
    webhooks: Webhooks
    default_profile: str
    permissions_table: str
    seed: Callable[[Tables, int, Random], Iterator[Mapping[str, Sequence[Record]]]] | None = None
    chores: Chores | None = None
    credential: Callable[[Request], str | None] = attrgetter("bearer")
    nothing_is_object: bool = False
    takes: str = "`Authorization: Bearer` credential"
    leads: Callable[[Request], str | None] = Request.client_id
    headers: Callable[[int], list[tuple[bytes, bytes]]] | None = None
    admit: Callable[[Records, Request], None] | None = None
    grants: Callable[[Record], Record] = lambda _: {}
    wipes: Callable[[Record], bool] = lambda _: False
    explain: Callable[[Refusal, Call], Explained] = lambda _, __: Explained()
    who: Callable[[Record], Record] = lambda _: {}
    pages: Callable[[Listed], Page | None] = lambda _: None
