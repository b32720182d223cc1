"""What a refusal of ServiceTrade met, and what would have been allowed instead.

A table from the rule, or else the kind, to the function that knows.  Which statuses may follow is
said by the refusal itself, out of the table that refused it.
"""

import json
from collections.abc import Callable, Mapping
from itertools import islice

from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.servicetrade import billing, findings, visits

Explain = Callable[[Refusal, Call], Explained]
#: How many users are looked at for examples, and how many are named.
LOOKED_AT, NAMED = 200, 3


def explain(refusal: Refusal, call: Call) -> Explained:
    known = RULES.get(refusal.rule) or KINDS.get(type(refusal).__name__)
    return known(refusal, call) if known else Explained()


def _step(refusal: Refusal, call: Call) -> Explained:
    """A status that cannot follow; the refusal says which can."""
    status, takes = refusal.facts["status"], refusal.facts["takes"]
    met = {**_record(call), "status": status, "wanted": refusal.facts["wanted"]}
    return Explained(met, [f"status {status} may become {', '.join(takes) or 'nothing else'}"])


def _invoice_lines(refusal: Refusal, call: Call) -> Explained:
    open_in = [status for status, after in billing.INVOICE_AFTER.items() if after]
    return _lines(refusal, call, open_in)


def _quote_lines(refusal: Refusal, call: Call) -> Explained:
    return _lines(refusal, call, list(billing.OPEN_QUOTES))


def _lines(refusal: Refusal, call: Call, open_in: list[str]) -> Explained:
    met = {**_record(call), "status": refusal.facts["status"]}
    return Explained(met, [f"its items change in status {', '.join(open_in)}"])


def _record(call: Call) -> Record:
    return {"id": call.path["id"]} if "id" in call.path else {}


def _in_use(refusal: Refusal, call: Call) -> Explained:
    """What has to go first."""
    used = refusal.facts["used"]
    return Explained({**_record(call), "named by": used}, [f"the same without {', '.join(used)}"])


def _clock(refusal: Refusal, call: Call) -> Explained:
    """Where the user is clocked in."""
    user_id = refusal.facts["user"]
    running = visits.running(call.records.find("clockevents", userId=user_id))
    met = {
        "user": user_id,
        "open clock-ins": [
            {"id": e["id"], "job": e["jobId"], "activity": e["activity"], "since": e["eventTime"]}
            for e in running
        ],
    }
    if not running:
        return Explained(met, ["a clock-in first: the user has none that is open"])
    return Explained(met, [f"the end of clock-in {e['id']} at job {e['jobId']}" for e in running])


def _contract(refusal: Refusal, call: Call) -> Explained:
    """The contracts that the invoice's customer has."""
    customer = refusal.facts["customer"]
    found = call.records.find("contracts", companyId=customer)
    ids = ", ".join(str(contract["id"]) for contract in found) or "none"
    met = {"contract": refusal.facts["contract"], "customer": customer}
    return Explained(met, [f"a contract of company {customer}: {ids}"])


def _right(refusal: Refusal, call: Call) -> Explained:
    """The activity that the caller lacks, and who has it."""
    user, needed = call.caller, refusal.facts.get("activity")
    if not user or needed is None:
        return Explained()
    met = {"user": user["username"], "activity": needed, "activities": list(user["activities"])}
    granted = json.dumps({"id": user["id"], "activities": [*user["activities"], needed]})
    able = (u for u in call.records.span("users", 0, LOOKED_AT) if needed in u["activities"])
    named = ", ".join(u["username"] for u in islice(able, NAMED))
    others = [f"a user with it, such as {named}"] if named else []
    return Explained(met, [f"PUT /_emulator/permissions {granted}", *others])


def _selective(refusal: Refusal, call: Call) -> Explained:
    """The filters of which a list of assets needs one."""
    del refusal, call
    return Explained({}, [f"GET /asset with one of {', '.join(findings.SELECTIVE)}"])


RULES: Mapping[str, Explain] = {
    "reopen first": _step,
    "invoice status": _step,
    "quote status": _step,
    "invoice lines": _invoice_lines,
    "quote lines": _quote_lines,
    "invoice contract": _contract,
    "in use": _in_use,
    "clocked in": _clock,
    "not clocked in": _clock,
    "no selective filter": _selective,
}
KINDS: Mapping[str, Explain] = {"Forbidden": _right}


def who(user: Record) -> Record:
    """Name, roles and company of a user."""
    return {
        "name": user["username"],
        "role": ", ".join(role["name"] for role in user["roles"]),
        "company": user["companyId"],
    }
