"""What becomes of the work order's status at a check-in and a check-out."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activity, check_in, check_out, mechanic, refusal, status
from tests.world import NOON, Api, Emulator, Json

COMPLETED_ROW, PENDING_ROW = "Set status to COMPLETED", "Set status to COMPLETED_PENDING"
NOT_PERMITTED = (400, 904, "User has no permission to set selected status")


def no_such(extended: str, primary: str = "IN PROGRESS") -> tuple[int, int, str]:
    text = f"User does not have {extended} extended status that belongs to {primary} primary status"
    return 400, 904, text


@pytest.mark.parametrize(
    ("work_type", "expected"),
    [
        pytest.param(1, ("IN PROGRESS", "ON SITE"), id="repair"),
        pytest.param(2, ("OPEN", ""), id="travel"),
        pytest.param(5, ("OPEN", ""), id="custom"),
    ],
)
def test_only_a_repair_puts_the_work_order_on_site(
    provider: Api, work_type: int, expected: tuple[str, str]
) -> None:
    check_in(provider, WorkTypeId=work_type)
    assert status(provider) == expected


@pytest.mark.parametrize("order", [demo.PENDING, 106839682])
def test_a_work_order_that_waits_for_confirmation_is_reopened_by_a_check_in(
    provider: Api, order: int
) -> None:
    check_in(provider, order)
    assert status(provider, order) == ("IN PROGRESS", "ON SITE")
    assert "CompletedDate" not in demo.order_of(provider, order)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, ("IN PROGRESS", "ON SITE"), id="absent"),
        pytest.param(
            {"PrimaryStatus": "NoStatusChange"}, ("IN PROGRESS", "ON SITE"), id="no change"
        ),
        pytest.param({"PrimaryStatus": "InProgress"}, ("IN PROGRESS", "ON SITE"), id="in progress"),
        pytest.param(
            {"PrimaryStatus": "WaitingForQuote"}, ("IN PROGRESS", "WAITING FOR QUOTE"), id="quote"
        ),
        pytest.param(
            {"PrimaryStatus": "PartsOnOrder"}, ("IN PROGRESS", "PARTS ON ORDER"), id="parts"
        ),
        pytest.param(
            {"PrimaryStatus": "Incomplete"}, ("IN PROGRESS", "INCOMPLETE"), id="incomplete"
        ),
        pytest.param(
            {"PrimaryStatus": "Completed"}, ("COMPLETED", "PENDING CONFIRMATION"), id="completed"
        ),
    ],
)
def test_a_repair_leaves_the_status_that_the_technician_gives(
    provider: Api, sent: Json, expected: tuple[str, str]
) -> None:
    check_in(provider)
    mechanic(check_out(provider, **sent))
    assert status(provider) == expected


@pytest.mark.parametrize(
    ("sent", "extended"),
    [
        pytest.param("PARTS SHIPPED", "PARTS SHIPPED", id="as configured"),
        pytest.param("Incomplete", "INCOMPLETE", id="mixed case"),
        pytest.param("parts delivered", "PARTS DELIVERED", id="lower case"),
        pytest.param("", "ON SITE", id="empty keeps the old one"),
        pytest.param(None, "ON SITE", id="null keeps the old one"),
    ],
)
def test_in_progress_takes_an_extended_status_in_the_configured_spelling(
    provider: Api, sent: str | None, extended: str
) -> None:
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus="InProgress", ExtendedStatus=sent))
    assert status(provider) == ("IN PROGRESS", extended)


@pytest.mark.parametrize("choice", ["InProgress", "WaitingForQuote", "PartsOnOrder", "Incomplete"])
@pytest.mark.parametrize(
    "extended",
    [
        pytest.param("ON FIRE", id="unknown"),
        pytest.param("PENDING CONFIRMATION", id="of another primary"),
        pytest.param("WAITING FOR PERMIT", id="of another subscriber"),
        pytest.param("{primary}", id="a placeholder"),
    ],
)
def test_an_extended_status_that_the_primary_lacks_is_refused(
    provider: Api, choice: str, extended: str
) -> None:
    check_in(provider)
    refused = check_out(provider, PrimaryStatus=choice, ExtendedStatus=extended)
    assert refusal(refused) == no_such(extended)
    assert status(provider) == ("IN PROGRESS", "ON SITE")


@pytest.mark.parametrize(
    ("work_type", "action", "expected"),
    [
        pytest.param(2, "Complete", ("OPEN", ""), id="travel"),
        pytest.param(5, "Complete", ("OPEN", ""), id="custom"),
        pytest.param(1, "Cancel", ("IN PROGRESS", "ON SITE"), id="pause"),
    ],
)
def test_statuses_are_ignored_but_at_the_end_of_a_repair(
    provider: Api, work_type: int, action: str, expected: tuple[str, str]
) -> None:
    check_in(provider, WorkTypeId=work_type)
    leaving = {"PrimaryStatus": "Incomplete", "ExtendedStatus": "ON FIRE"}
    mechanic(check_out(provider, WorkTypeId=work_type, ActionStatus=action, **leaving))
    assert status(provider) == expected


def test_a_pause_records_a_check_out(provider: Api) -> None:
    came = mechanic(check_in(provider))
    assert mechanic(check_out(provider, ActionStatus="Cancel")) == came
    assert activity(provider, came)["TimeOut"] == NOON
    assert demo.visits(provider)[-1]["Action"] == "Check Out"


def test_the_extended_status_of_completed_is_generated_whatever_is_sent(provider: Api) -> None:
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus="Completed", ExtendedStatus="ON FIRE"))
    assert status(provider) == ("COMPLETED", "PENDING CONFIRMATION")


@pytest.mark.parametrize(
    ("billable", "pending", "expected"),
    [
        pytest.param(False, True, ("COMPLETED", "PENDING CONFIRMATION"), id="pending only"),
        pytest.param(True, False, ("COMPLETED", ""), id="billable only"),
        pytest.param(True, True, ("COMPLETED", ""), id="both"),
    ],
)
def test_the_completion_rows_decide_what_completed_becomes(
    emulator: Emulator, provider: Api, *, billable: bool, pending: bool, expected: tuple[str, str]
) -> None:
    emulator.permit(301, Incoming={COMPLETED_ROW: billable, PENDING_ROW: pending})
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus="Completed"))
    assert status(provider) == expected


def test_completed_with_neither_completion_row_is_refused(
    emulator: Emulator, provider: Api
) -> None:
    emulator.permit(301, Incoming={COMPLETED_ROW: False, PENDING_ROW: False})
    check_in(provider)
    assert refusal(check_out(provider, PrimaryStatus="Completed")) == NOT_PERMITTED
    assert status(provider) == ("IN PROGRESS", "ON SITE")


def test_completed_with_neither_completion_row_waits_where_the_profile_says_so(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(completed_without_permission="pending")
    emulator.permit(301, Incoming={COMPLETED_ROW: False, PENDING_ROW: False})
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus="Completed"))
    assert status(provider) == ("COMPLETED", "PENDING CONFIRMATION")


@pytest.mark.parametrize(
    "sent", [{"ActionStatus": "Cancel"}, {"PrimaryStatus": "Incomplete"}], ids=["pause", "other"]
)
def test_the_completion_rows_count_for_completed_only(
    emulator: Emulator, provider: Api, sent: Json
) -> None:
    emulator.permit(301, Incoming={COMPLETED_ROW: False, PENDING_ROW: False})
    check_in(provider)
    assert check_out(provider, **{"PrimaryStatus": "Completed"} | sent).status_code == 200


def test_a_billable_completion_has_the_subscribers_own_extended_status(provider: Api) -> None:
    check_in(provider, demo.XML_ORDER)
    mechanic(check_out(provider, demo.XML_ORDER, PrimaryStatus="Completed"))
    assert status(provider, demo.XML_ORDER) == ("COMPLETED", "CONFIRMED")


def test_a_changed_setting_changes_the_extended_status_of_a_billable_completion(
    emulator: Emulator, provider: Api
) -> None:
    demo.settings(emulator, demo.JUNIPER, CompletedExtended="")
    check_in(provider, demo.XML_ORDER)
    mechanic(check_out(provider, demo.XML_ORDER, PrimaryStatus="Completed"))
    assert status(provider, demo.XML_ORDER) == ("COMPLETED", "")


def test_a_subscribers_own_completion_is_billable(subscriber: Api) -> None:
    check_in(subscriber)
    mechanic(check_out(subscriber, PrimaryStatus="Completed"))
    assert status(subscriber) == ("COMPLETED", "")


def test_a_completion_dates_the_work_order(provider: Api) -> None:
    check_in(provider)
    check_out(provider, PrimaryStatus="Completed")
    shown = demo.order_of(provider)
    assert shown["CompletedDate"] == shown["UpdatedDate"] == NOON


def test_a_visit_updates_the_work_order_even_without_a_status(
    emulator: Emulator, provider: Api
) -> None:
    emulator.advance("1m")
    check_in(provider, WorkTypeId=2)
    assert demo.order_of(provider)["UpdatedDate"] == "2026-06-15T12:01:00Z"


def test_after_a_billable_completion_nobody_checks_out_any_more(subscriber: Api) -> None:
    check_in(subscriber)
    check_in(subscriber, UserId=demo.CHAU)
    check_out(subscriber, PrimaryStatus="Completed")
    text = "Cannot update work order in one of the completed statuses"
    assert refusal(check_out(subscriber, UserId=demo.CHAU)) == (400, 921, text)


def test_while_confirmation_is_pending_a_colleague_still_checks_out(provider: Api) -> None:
    check_in(provider)
    other = mechanic(check_in(provider, UserId=demo.CHAU))
    check_out(provider, PrimaryStatus="Completed")
    assert mechanic(check_out(provider, UserId=demo.CHAU)) == other
    assert status(provider) == ("COMPLETED", "PENDING CONFIRMATION")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param({"PrimaryStatus": "Incomplete"}, "INCOMPLETE", id="extended"),
        pytest.param({"PrimaryStatus": "NoStatusChange"}, "ON SITE", id="no change"),
        pytest.param({"ActionStatus": "Cancel"}, None, id="pause"),
    ],
)
def test_the_resolution_code_of_a_pair_is_the_status_it_left(
    provider: Api, sent: Json, code: str | None
) -> None:
    came = mechanic(check_in(provider))
    check_out(provider, **sent)
    assert activity(provider, came)["ResolutionCode"] == code


def test_the_resolution_code_is_the_primary_status_where_it_stands_alone(subscriber: Api) -> None:
    came = mechanic(check_in(subscriber))
    check_out(subscriber, PrimaryStatus="Completed")
    assert activity(subscriber, came)["ResolutionCode"] == "COMPLETED"
