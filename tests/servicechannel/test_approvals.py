"""What a subscriber's user makes of an invoice: approve, reject, hold, change its codes."""

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.billing import created, invoice, put
from tests.world import Api, Emulator, Json

WRONG = (400, 502, "Wrong Invoice Id")
BAD = (400, 503, "Required data missing or incorrect")
ACTIONS = ["approve", "reject", "onhold"]
STATUSES = {"approve": "APPROVED", "reject": "REJECTED", "onhold": "ON HOLD"}


def refuse(api: Api, invoice_id: int, action: str, **query: object) -> tuple[int, int, str]:
    """A refusal, which has changed nothing."""
    before = api.get(f"/invoices/{invoice_id}").content
    refused = demo.refusal(put(api, invoice_id, action, **query))
    assert api.get(f"/invoices/{invoice_id}").content == before
    return refused


@pytest.mark.parametrize("action", ACTIONS)
def test_an_open_invoice_takes_each_action(provider: Api, subscriber: Api, action: str) -> None:
    new = created(provider)
    response = put(subscriber, new, action)
    assert (response.status_code, response.content) == (204, b"")
    shown = invoice(provider, new)
    assert (shown["Status"], shown["Comments"]) == (STATUSES[action], "seen")
    assert shown["StatusHistoryShort"][-1]["CreatedBy"] == "larkfield.facilities"
    (note, *_) = demo.notes(provider, billing.COMPLETED)
    changed = f"Invoice <b>INV20418</b> changed from <b>OPEN</b> to <b>{STATUSES[action]}</b>."
    assert note["NoteData"].startswith(changed)


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("approve", ["InvoiceApproved", "WorkOrderNoteAdded"]),
        ("reject", ["InvoiceRejected", "WorkOrderStatusChanged", "WorkOrderNoteAdded"]),
        ("onhold", ["InvoiceOnHold", "WorkOrderNoteAdded"]),
    ],
)
def test_it_tells_what_became_of_the_invoice(
    emulator: Emulator, provider: Api, subscriber: Api, action: str, told: list[str]
) -> None:
    assert demo.events(emulator, put(subscriber, created(provider), action)) == told


def test_approving_sets_code_and_category(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    new = created(provider)
    response = put(subscriber, new, "approve", approvalCode="GL-1", category="capital")
    shown = invoice(provider, new)
    assert (shown["ApprovalCode"], shown["Category"]) == ("GL-1", {"Name": "CAPITAL"})
    assert shown["ApprovedDate"] == "2026-06-15T12:00:00Z"
    assert demo.events(emulator, response)[0] == "InvoiceApprovalCodeChanged"


@pytest.mark.parametrize("order", [billing.COMPLETED, billing.CONFIRMED])
def test_a_rejected_invoice_gives_its_work_order_back(
    provider: Api, subscriber: Api, order: int
) -> None:
    before = demo.order_of(provider, order)
    new = created(provider, order)
    put(subscriber, new, "reject", comments="Trip twice")
    after = demo.order_of(provider, order)
    assert after["Status"] == before["Status"]
    assert (after["IsInvoiced"], after["CompletedDate"]) == (False, before["CompletedDate"])
    assert invoice(provider, new)["RejectionReasonDescription"] == "Trip twice"
    assert billing.create(provider, order, InvoiceNumber="A2").status_code == 201


def test_where_the_status_stayed_it_stays(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    emulator.switch(invoice_moves_status=False)
    response = put(subscriber, created(provider), "reject")
    assert "WorkOrderStatusChanged" not in demo.events(emulator, response)
    assert demo.order_of(provider, billing.COMPLETED)["IsInvoiced"] is False


@pytest.mark.parametrize("status", ["APPROVED", "REJECTED", "VOIDED", "PAID"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_status_that_is_settled_takes_no_action(
    emulator: Emulator, subscriber: Api, status: str, action: str
) -> None:
    billing.stands(emulator, billing.OPEN, status, ApprovedDate="2026-06-01T00:00:00Z")
    assert refuse(subscriber, billing.OPEN, action) == BAD


@pytest.mark.parametrize("status", ["ON HOLD", "REVIEWED", "DISPUTED"])
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_status_that_is_not_settled_takes_them(
    emulator: Emulator, subscriber: Api, status: str, action: str
) -> None:
    billing.stands(emulator, billing.OPEN, status)
    assert put(subscriber, billing.OPEN, action).status_code == 204


def test_what_is_on_hold_is_not_put_on_hold(emulator: Emulator, subscriber: Api) -> None:
    billing.stands(emulator, billing.OPEN, "ON HOLD")
    assert refuse(subscriber, billing.OPEN, "onhold") == BAD


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("invoice_id", [billing.UNKNOWN, 0, -1, billing.APPROVED])
def test_only_an_invoice_of_the_callers_own(subscriber: Api, invoice_id: int, action: str) -> None:
    assert refuse(subscriber, invoice_id, action) == WRONG


@pytest.mark.parametrize("action", ACTIONS)
def test_providers_take_no_action(provider: Api, action: str) -> None:
    assert refuse(provider, billing.PAID, action) == billing.RIGHTS


@pytest.mark.parametrize("action", ACTIONS)
def test_a_location_without_access_is_a_missing_right(emulator: Emulator, action: str) -> None:
    stores = emulator.login("larkfield.nyc")
    assert demo.refusal(put(stores, billing.OPEN, action)) == billing.RIGHTS


@pytest.mark.parametrize("action", ACTIONS)
def test_above_the_invoice_limit_it_is_a_missing_right(
    emulator: Emulator, subscriber: Api, action: str
) -> None:
    emulator.change("users", 1544902, InvoiceLimit=651.99)
    assert refuse(subscriber, billing.OPEN, action) == billing.RIGHTS
    emulator.change("users", 1544902, InvoiceLimit=652)
    assert put(subscriber, billing.OPEN, action).status_code == 204


@pytest.mark.parametrize("action", ACTIONS)
def test_approval_on_several_levels_is_not_done_here(
    emulator: Emulator, subscriber: Api, action: str
) -> None:
    billing.asks(emulator, IsMultilevelApprovalEnabled=True)
    refused = refuse(subscriber, billing.OPEN, action)
    assert refused == (400, 503, "MLI(Multilevel Invoice Approval) enabled")


@pytest.mark.parametrize("missing", ["comments", "approvalCode", "category"])
def test_an_approval_needs_all_three(subscriber: Api, missing: str) -> None:
    params = {"comments": "x", "approvalCode": "x", "category": "REPAIR"}
    del params[missing]
    response = subscriber.request("PUT", f"/invoices/{billing.OPEN}/approve", params=params)
    assert demo.refusal(response) == BAD


@pytest.mark.parametrize("action", ["reject", "onhold"])
def test_the_others_need_comments(subscriber: Api, action: str) -> None:
    response = subscriber.request("PUT", f"/invoices/{billing.OPEN}/{action}")
    assert demo.refusal(response) == BAD


def test_a_category_is_one_of_the_subscribers(subscriber: Api) -> None:
    assert refuse(subscriber, billing.OPEN, "approve", category="FOOD SAFETY") == BAD


def test_a_comment_is_needed_where_that_is_set(emulator: Emulator, subscriber: Api) -> None:
    assert put(subscriber, billing.OPEN, "approve", comments="").status_code == 204
    billing.stands(emulator, billing.OPEN, "OPEN")
    billing.asks(emulator, RequireApprovalText=True)
    assert refuse(subscriber, billing.OPEN, "approve", comments=" ") == BAD


@pytest.mark.parametrize("emails", ["nobody", "a@example.com;b", "a@example.com, ,@"])
def test_a_mail_that_cannot_be_sent_stops_the_rejection(subscriber: Api, emails: str) -> None:
    refused = refuse(subscriber, billing.OPEN, "reject", additionalEmails=emails)
    assert refused == (409, 6018, "Email was not sent")


def test_a_provider_without_an_address_cannot_be_notified(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("providers", 2000104772, Email="")
    refused = refuse(subscriber, billing.OPEN, "reject", isNotifyProvider="true")
    assert refused == (409, 6018, "Email was not sent")
    assert put(subscriber, billing.OPEN, "reject", isNotifyProvider="false").status_code == 204


def test_mail_to_real_addresses_does_not_matter(subscriber: Api) -> None:
    response = put(
        subscriber,
        billing.OPEN,
        "reject",
        isNotifyProvider="true",
        additionalEmails="a@example.com; b@example.com",
    )
    assert response.status_code == 204


def codes(api: Api, invoice_id: int, sent: Json) -> Json:
    response = api.request("PATCH", f"/invoices/{invoice_id}/GlCode", json=sent)
    assert (response.status_code, response.content) == (200, b"")
    return invoice(api, invoice_id)


def test_codes_that_are_sent_change_and_others_stay(subscriber: Api) -> None:
    before = invoice(subscriber, billing.OPEN)
    further = [{"Header": "Fund", "Value": "7", "SetupId": "3"}, {"Header": None}]
    after = codes(subscriber, billing.OPEN, {"ProjectId": 5, "AdditionalApprovalCodes": further})
    assert (after["ProjectId"], after["ApprovalCode"]) == (5, before["ApprovalCode"])
    assert after["AdditionalApprovalCodes"] == [
        {"Header": "Fund", "Value": "7", "SetupId": 3},
        {"Header": "", "Value": "", "SetupId": 0},
    ]
    after = codes(subscriber, billing.OPEN, {"ApprovalCode": "GL-7", "Category": "warranty"})
    assert (after["ApprovalCode"], after["Category"]["Name"]) == ("GL-7", "WARRANTY")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"ApprovalCode": "x"}, ["InvoiceApprovalCodeChanged"]),
        ({"AdditionalApprovalCodes": []}, ["InvoiceAdditionalApprovalCodesChanged"]),
        ({"ProjectId": 7}, []),
    ],
    ids=["code", "further codes", "project"],
)
def test_it_tells_which_codes_changed(
    emulator: Emulator, subscriber: Api, sent: Json, told: list[str]
) -> None:
    response = subscriber.request("PATCH", f"/invoices/{billing.PAID}/GlCode", json=sent)
    assert demo.events(emulator, response) == [*told, "WorkOrderNoteAdded"]


@pytest.mark.parametrize(
    ("invoice_id", "sent", "expected"),
    [
        (billing.UNKNOWN, {}, WRONG),
        (billing.APPROVED, {}, WRONG),
        (billing.OPEN, {"Category": "FOOD SAFETY"}, BAD),
        (billing.OPEN, {"ProjectId": "x"}, BAD),
        (billing.OPEN, {"AdditionalApprovalCodes": {}}, BAD),
    ],
)
def test_codes_that_do_not_fit_are_refused(
    subscriber: Api, invoice_id: int, sent: Json, expected: tuple[int, int, str]
) -> None:
    response = subscriber.request("PATCH", f"/invoices/{invoice_id}/GlCode", json=sent)
    assert demo.refusal(response) == expected


def test_providers_change_no_codes(provider: Api) -> None:
    response = provider.request("PATCH", f"/invoices/{billing.PAID}/GlCode", json={})
    assert demo.refusal(response) == billing.RIGHTS


def test_no_codes_change_nothing(emulator: Emulator, subscriber: Api) -> None:
    before = demo.notes(subscriber, billing.PAID_ORDER), invoice(subscriber, billing.PAID)
    response = subscriber.request("PATCH", f"/invoices/{billing.PAID}/GlCode", json={})
    assert (response.status_code, demo.events(emulator, response)) == (200, [])
    after = demo.notes(subscriber, billing.PAID_ORDER), invoice(subscriber, billing.PAID)
    assert after == before
