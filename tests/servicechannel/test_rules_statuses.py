"""The rules about statuses and signatures alone."""

import pytest

from emulator.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from emulator.vendors.servicechannel import rules
from emulator.vendors.servicechannel.rules import SET_COMPLETED, SET_PENDING, Status

CONFIGURED = [
    Status("OPEN"),
    Status("IN PROGRESS", "ON SITE"),
    Status("IN PROGRESS", "PARTS SHIPPED"),
    Status("COMPLETED", "CONFIRMED"),
]


@pytest.mark.parametrize("extended", ["PARTS SHIPPED", "parts shipped", "Parts Shipped"])
def test_an_extended_status_gets_its_configured_spelling(extended: str) -> None:
    assert rules.check_extended(extended, "IN PROGRESS", CONFIGURED) == "PARTS SHIPPED"


@pytest.mark.parametrize("extended", ["PARTS", "CONFIRMED", ""], ids=["unknown", "other", "empty"])
def test_an_extended_status_that_the_primary_lacks_is_forbidden(extended: str) -> None:
    with pytest.raises(Forbidden) as refused:
        rules.check_extended(extended, "IN PROGRESS", CONFIGURED)
    assert refused.value.facts == {"extended": extended, "primary": "IN PROGRESS"}


@pytest.mark.parametrize(
    ("before", "choice", "extended", "expected"),
    [
        pytest.param(rules.ON_SITE, "NoStatusChange", "", rules.ON_SITE, id="no change"),
        pytest.param(Status("OPEN"), "NoStatusChange", "X", Status("OPEN"), id="no change at all"),
        pytest.param(rules.ON_SITE, "InProgress", "", rules.ON_SITE, id="keeps the extended one"),
        pytest.param(
            rules.PENDING_CONFIRMATION,
            "InProgress",
            "",
            Status("IN PROGRESS"),
            id="another primary",
        ),
        pytest.param(
            rules.ON_SITE,
            "InProgress",
            "parts shipped",
            Status("IN PROGRESS", "PARTS SHIPPED"),
            id="given",
        ),
        pytest.param(
            rules.ON_SITE,
            "Incomplete",
            "",
            Status("IN PROGRESS", "INCOMPLETE"),
            id="incomplete",
        ),
        pytest.param(
            rules.ON_SITE,
            "Incomplete",
            "Parts Shipped",
            Status("IN PROGRESS", "PARTS SHIPPED"),
            id="given with another choice",
        ),
    ],
)
def test_a_check_out_leaves_the_status_that_was_chosen(
    before: Status, choice: str, extended: str, expected: Status
) -> None:
    assert rules.after_check_out(before, choice, extended, CONFIGURED) == expected


@pytest.mark.parametrize("choice", rules.AFTER_CHECK_OUT)
def test_no_choice_but_completed_leads_out_of_in_progress(choice: str) -> None:
    assert rules.after_check_out(rules.ON_SITE, choice, "", CONFIGURED).primary == "IN PROGRESS"


@pytest.mark.parametrize(
    ("granted", "expected"),
    [
        pytest.param({SET_COMPLETED}, Status("COMPLETED", "CONFIRMED"), id="billable"),
        pytest.param({SET_COMPLETED, SET_PENDING}, Status("COMPLETED", "CONFIRMED"), id="both"),
        pytest.param({SET_PENDING}, rules.PENDING_CONFIRMATION, id="pending"),
    ],
)
def test_the_rows_decide_what_completed_becomes(granted: set[str], expected: Status) -> None:
    assert rules.completed(granted, "CONFIRMED", pending_without=False) == expected


def test_completed_with_neither_row_is_forbidden() -> None:
    with pytest.raises(Forbidden) as refused:
        rules.completed(set(), "", pending_without=False)
    assert refused.value.rule == "status not permitted"


def test_completed_with_neither_row_may_wait_instead() -> None:
    assert rules.completed(set(), "", pending_without=True) == rules.PENDING_CONFIRMATION


@pytest.mark.parametrize(
    ("status", "rows"),
    [
        (Status("OPEN"), set()),
        (rules.ON_SITE, set()),
        (Status("COMPLETED"), {SET_COMPLETED}),
        (Status("COMPLETED", "CONFIRMED"), {SET_COMPLETED}),
        (rules.PENDING_CONFIRMATION, {SET_PENDING}),
    ],
    ids=["open", "in progress", "completed", "confirmed", "pending"],
)
def test_a_status_may_be_set_with_its_row_and_not_with_the_other(
    status: Status, rows: set[str]
) -> None:
    assert rules.may_set(status, rows)
    assert rules.may_set(status, {SET_COMPLETED, SET_PENDING} - rows) is not bool(rows)


@pytest.mark.parametrize(
    ("attachment", "note"), [(None, None), (1, None), (None, 1)], ids=["none", "file", "note"]
)
def test_one_signature_or_none_passes(attachment: int | None, note: int | None) -> None:
    rules.check_signature(
        attachment, note, found=True, allowed=attachment is not None or bool(note)
    )


@pytest.mark.parametrize(
    ("attachment", "note", "allowed", "kind", "rule"),
    [
        pytest.param(1, 1, True, Invalid, "both signatures", id="both"),
        pytest.param(1, None, False, Forbidden, "no signatures", id="not allowed"),
        pytest.param(1, None, True, NotFound, "signature attachment", id="no such file"),
        pytest.param(None, 1, True, NotFound, "signature note", id="no such note"),
        pytest.param(0, None, True, NotFound, "signature attachment", id="file 0"),
    ],
)
def test_a_signature_that_does_not_fit_is_refused(
    attachment: int | None, note: int | None, kind: type[Refusal], rule: str, *, allowed: bool
) -> None:
    with pytest.raises(kind) as refused:
        rules.check_signature(attachment, note, found=False, allowed=allowed)
    assert refused.value.rule == rule


def test_every_status_that_is_billable_is_closed_to_technicians() -> None:
    assert not any(rules.USABLE.get(s, rules.USABLE[Status(s.primary)]) for s in rules.BILLABLE)
