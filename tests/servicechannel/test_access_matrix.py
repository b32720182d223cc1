"""Who is let in: every operation of the contract, called by everybody who may not.

Nobody, an expired token, the wrong kind of company, a user without the role, and a stranger who
names Larkfield's and Norwell's records in path, query and body.
"""

import json
import re
from collections.abc import Iterator, Mapping

import httpx2
import pytest

from emulator.kernel.contract import Entry
from emulator.vendors.servicechannel.wording import WORDING
from tests.servicechannel import calling, demo
from tests.servicechannel.managing import made
from tests.world import Emulator, Json, demo_world, start

NO_RIGHT = (401, 504)
ADMINS = {"Subscribers": "larkfield.facilities", "Providers": "nwhvac.admin"}
OTHERS = {"Subscribers": ADMINS["Providers"], "Providers": ADMINS["Subscribers"]}
#: Users of either kind with the least rights.
STAFF = ("larkfield.nyc", "nwhvac.tbrandt")
#: Strangers, and whose records they name: a field and the company in it.
STRANGERS = {
    "juniper.ops": ("SubscriberId", demo.LARKFIELD),
    "sparrow.office": ("ProviderId", 2000093418),
}
GUARDED = [entry for entry in calling.entries() if not entry.is_open]
#: The least number of a record that is found nowhere by chance.
TELLING = 100_000
ID = re.compile(r"\d{6,}")


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    """An emulator of the whole module, where both companies have a webhook."""
    with start() as emulator:
        for admin in ADMINS.values():
            made(emulator.login(admin))
        yield emulator


def world(emulator: Emulator) -> Json:
    return emulator.control("GET", "/snapshot")


def answers(
    emulator: Emulator, entries: list[Entry], token: str | None
) -> dict[str, tuple[int, int]]:
    """Status and code of every operation's answer, the world as it was."""
    before = world(emulator)
    found = {e.id: refused(calling.request(e).send(emulator, token)) for e in entries}
    assert world(emulator) == before
    return found


def refused(response: httpx2.Response) -> tuple[int, int]:
    """Status and code; our own explanation is in one line beside them."""
    assert 0 < len(response.headers["emulator-reason"]) <= 500
    said = response.json() if response.content else {}
    return response.status_code, said.get("ErrorCode", 0) if isinstance(said, Mapping) else 0


@pytest.mark.parametrize("is_expired", [False, True], ids=["nobody", "an expired token"])
def test_nobody_gets_anything_without_a_good_token(shared: Emulator, *, is_expired: bool) -> None:
    token = shared.login(ADMINS["Subscribers"]).token if is_expired else None
    shared.advance("PT10M")
    assert answers(shared, GUARDED, token) == {entry.id: NO_RIGHT for entry in GUARDED}


@pytest.mark.parametrize("kind", OTHERS)
def test_the_wrong_kind_of_company_is_refused(shared: Emulator, kind: str) -> None:
    """With 401/504, or as the operation's `x-permission` says."""
    theirs = [entry for entry in GUARDED if entry.permission["callers"] == kind]
    words = {e.id: WORDING.get(str(e.permission.get("refusal"))) for e in theirs}
    expected = {name: (row.status, row.code) if row else NO_RIGHT for name, row in words.items()}
    assert answers(shared, theirs, shared.login(OTHERS[kind]).token) == expected


@pytest.mark.parametrize("user", STAFF)
def test_a_user_without_the_role_is_refused(shared: Emulator, user: str) -> None:
    above = [entry for entry in GUARDED if "roles" in entry.permission]
    assert answers(shared, above, shared.login(user).token) == {e.id: NO_RIGHT for e in above}


def test_most_requests_of_this_table_pass_where_the_caller_is_the_right_one() -> None:
    """So that what is refused above is refused for its caller."""
    with start() as emulator:
        tokens = {kind: emulator.login(user).token for kind, user in ADMINS.items()}
        for user in ADMINS.values():
            made(emulator.login(user))
        kinds = {"Any": [*tokens], "Subscribers": ["Subscribers"], "Providers": ["Providers"]}
        passed = [
            entry.id
            for entry in GUARDED
            if any(
                calling.request(entry).send(emulator, tokens[kind]).is_success
                for kind in kinds[str(entry.permission["callers"])]
            )
        ]
    assert len(passed) > len(GUARDED) * 0.75


def telling(stranger: str) -> set[str]:
    """The ids of records that a stranger may not see, and that are found nowhere by chance."""
    field, company = STRANGERS[stranger]
    tables = demo_world()
    own = {i for rows in tables.values() for i, r in rows.items() if r.get(field) == company}
    below = {  # notes, files, visits
        i
        for rows in tables.values()
        for i, record in rows.items()
        if str(record.get("WorkOrderId")) in own
    }
    return {i for i in own | below if int(i) > TELLING}


def wrong(emulator: Emulator, entry: Entry, token: str, hidden: set[str]) -> Iterator[str]:
    """What a stranger's request must not have done."""
    request = calling.request(entry)
    response = request.send(emulator, token)
    if str(response.status_code) not in calling.contract().operation(entry)["responses"]:
        yield f"an undocumented {response.status_code}"
    said = ID.findall(json.dumps([request.path, request.query, request.body]))
    if seen := hidden.intersection(ID.findall(response.text)).difference(said):
        yield f"shows {sorted(seen)}"


def changes(before: Json, after: Json) -> Iterator[tuple[str, str]]:
    """The records that are new, other than they were, or gone: table and JSON."""
    for table in before.keys() | after.keys():
        was, is_now = before.get(table, {}), after.get(table, {})
        for number in was.keys() | is_now.keys():
            if was.get(number) != is_now.get(number):
                yield table, json.dumps([number, was.get(number), is_now.get(number)])


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_neither_sees_nor_touches_what_it_names(shared: Emulator, stranger: str) -> None:
    hidden, token = telling(stranger), shared.login(stranger).token
    kind = STRANGERS[stranger][0].replace("Id", "s")
    before = world(shared)
    entries = [e for e in GUARDED if e.permission["callers"] in ("Any", kind)]
    found = [f"{e.id} {what}" for e in entries for what in wrong(shared, e, token, hidden)]
    after = world(shared)["servicechannel.json"]
    shared.control("PUT", "/snapshot", before)
    changed = changes(before["servicechannel.json"], after)
    found += [str(change) for change in changed if hidden.intersection(ID.findall(change[1]))]
    assert found == []
