"""What a person is told of ServiceTrade's refusals."""

import httpx2
import pytest

from emulator.vendors.servicetrade import billing
from emulator.vendors.servicetrade.errors import WORDING
from emulator.vendors.servicetrade.explaining import KINDS, RULES
from tests.explained import explained
from tests.servicetrade.trade import ADMIN, DISPATCH, TECH, Trade, log_in, record
from tests.servicetrade.visiting import AT_TOMAS, DEMO, TOMAS
from tests.world import Emulator, Json


def refused(trade: Trade, answer: httpx2.Response) -> Json:
    assert answer.status_code >= 400, answer.text
    assert answer.headers["emulator-reason"]
    return explained(trade.emulator, answer)


def test_every_rule_that_is_explained_is_worded() -> None:
    assert (RULES.keys() | KINDS.keys()) - WORDING.keys() == set()


def test_an_invoice_tells_the_statuses_that_may_follow(trade: Trade) -> None:
    paid = record("invoices", status="paid")
    said = refused(trade, trade.put(f"/invoice/{paid['id']}", {"status": "ok"}))
    assert (said["rule"], said["met"]["status"], said["met"]["wanted"]) == (
        "invoice status",
        "paid",
        "ok",
    )
    assert said["allowed"] == ["status paid may become nothing else"]


def test_a_quote_tells_the_statuses_that_may_follow(trade: Trade) -> None:
    draft = record("quotes", status="accepted")
    said = refused(trade, trade.put(f"/quote/{draft['id']}", {"status": "rejected"}))
    follows = ", ".join(billing.QUOTE_AFTER["accepted"])
    assert said["allowed"] == [f"status accepted may become {follows}"]


def test_the_lines_of_a_final_invoice_tell_when_they_change(trade: Trade) -> None:
    paid = record("invoices", status="paid")
    said = refused(trade, trade.post(f"/invoice/{paid['id']}/item", {"description": "x"}))
    assert (said["rule"], said["met"]["status"]) == ("invoice lines", "paid")
    assert "pending_accounting" in said["allowed"][0]


def test_a_job_that_is_canceled_tells_what_it_may_become(trade: Trade) -> None:
    job = record("jobs", status="canceled")
    said = refused(trade, trade.put(f"/job/{job['id']}", {"status": "completed"}))
    assert said["met"] == {"status": "canceled", "wanted": "completed", "id": job["id"]}
    assert said["allowed"] == ["status canceled may become bidding, new, scheduled"]


def test_a_record_in_use_tells_by_what(trade: Trade) -> None:
    place = record("jobs")["locationId"]
    said = refused(trade, trade.delete(f"/location/{place}"))
    assert said["rule"] == "in use"
    assert any("of jobs in locationId" in used for used in said["met"]["named by"])


def test_a_missing_right_tells_how_to_grant_it_and_who_has_it(
    emulator: Emulator, trade: Trade
) -> None:
    tech = log_in(emulator, TECH)
    said = refused(tech, tech.get("/webhook"))
    assert (said["met"]["user"], said["met"]["activity"]) == (TECH[0], "admin.account")
    grant, others = said["allowed"]
    assert grant.startswith("PUT /_emulator/permissions {")
    assert '"admin.account"]' in grant
    assert ADMIN[0] in others
    method, path, body = grant.split(" ", 2)
    assert emulator.http.request(method, path, content=body).is_success
    assert tech.get("/webhook").is_success
    assert trade.get("/webhook").is_success


def test_a_user_who_is_clocked_in_tells_where(trade: Trade) -> None:
    begun = {"userId": TOMAS, "activity": "onsite"}
    said = refused(trade, trade.post(f"/job/{DEMO['id']}/clockin", begun))
    assert said["rule"] == "clocked in"
    [there] = said["met"]["open clock-ins"]
    assert there["job"] == AT_TOMAS["id"]
    assert said["allowed"] == [f"the end of clock-in {there['id']} at job {AT_TOMAS['id']}"]


def test_a_user_who_is_not_clocked_in_has_to_be_first(trade: Trade) -> None:
    ended = {"userId": TOMAS}
    said = refused(trade, trade.post(f"/job/{DEMO['id']}/clockout", ended))
    assert said["met"]["open clock-ins"][0]["job"] == AT_TOMAS["id"]
    assert trade.post(f"/job/{AT_TOMAS['id']}/clockout", ended).is_success
    said = refused(trade, trade.post(f"/job/{DEMO['id']}/clockout", ended))
    assert (said["rule"], said["met"]["open clock-ins"]) == ("not clocked in", [])
    assert said["allowed"] == ["a clock-in first: the user has none that is open"]


def test_a_session_that_was_pruned_tells_why_it_ended(emulator: Emulator, trade: Trade) -> None:
    emulator.control("PUT", "/profile", {"tokens": {"sessions_hard": 1, "sessions_soft": 1}})
    log_in(emulator, ADMIN)
    said = refused(trade, trade.get("/job"))
    assert (said["status"], said["met"]["credential"]) == (401, "ended early")
    assert "this session was pruned" in said["reason"]
    assert "POST /servicetrade/api/auth" in said["next"][0]


def test_a_session_that_nobody_opened_is_unknown(emulator: Emulator) -> None:
    stranger = Trade(emulator, "0" * 26)
    said = refused(stranger, stranger.get("/job"))
    assert said["met"]["credential"] == "unknown"


@pytest.mark.parametrize("who", [ADMIN, DISPATCH])
def test_a_wrong_password_is_told_without_it(emulator: Emulator, who: tuple[str, str]) -> None:
    body = {"username": who[0], "password": "not-the-password"}
    answer = emulator.http.post("/servicetrade/api/auth", json=body)
    said = explained(emulator, answer)
    assert (said["status"], said["rule"]) == (403, "bad login")
    assert "not-the-password" not in str(said)


def test_the_caller_is_named_with_the_roles(trade: Trade) -> None:
    caller = explained(trade.emulator, trade.get("/job"))["caller"]
    assert (caller["name"], caller["role"]) == (ADMIN[0], "Account Admin, Sales")


def test_a_field_that_is_wrong_tells_what_is_expected(trade: Trade) -> None:
    said = refused(trade, trade.get("/job", limit="many"))
    assert said["met"]["limit"]["sent"] == "many"
    assert said["allowed"][0].startswith("limit: a whole number")


def test_a_bare_list_of_assets_names_the_filters_of_which_it_needs_one(trade: Trade) -> None:
    said = refused(trade, trade.get("/asset"))
    assert (said["status"], said["operation"]) == (405, "listAssets")
    assert said["allowed"] == [
        "GET /asset with one of locationId, parentId, name, search, createdAfter, updatedAfter"
    ]
