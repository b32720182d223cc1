import pytest

from emulator.kernel.findings import ERROR, SEVERE, WARNING
from emulator.kernel.journal import MASKED
from emulator.kernel.report_calls import lost, over_limit, retry_after, routes, stubborn
from tests.kernel.reporting import Story
from tests.world import Json

FORM = b'--%s\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--%s--\r\n'


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_retry_at_once_is_too_early_even_where_the_clock_stands(story: Story) -> None:
    story.throttled(60)
    story.throttled(60)
    assert story.shown(retry_after) == [[1, 2]]
    assert [f.severity for f in story.found(retry_after)] == [ERROR]
    assert "request 1 was told to wait 60 s" in story.found(retry_after)[0].text


@pytest.mark.parametrize(
    ("seconds", "found"), [(0, [[1, 2]]), (58.9, [[1, 2]]), (59, []), (60, []), (600, [])], ids=str
)
def test_a_retry_is_right_from_the_named_time_on(
    story: Story, seconds: float, found: list[list[int]]
) -> None:
    story.throttled(60)
    story.later(seconds)
    story.call()
    assert story.shown(retry_after) == found


def test_a_short_wait_is_a_wait(story: Story) -> None:
    story.throttled(0.5)
    story.call()
    assert story.shown(retry_after) == [[1, 2]]


def test_what_was_under_way_when_the_limit_was_met_is_not_too_early(story: Story) -> None:
    for number in range(10):
        story.throttled(60, path=f"/notes/{number}")
    assert story.checked(retry_after) == (1, [])


def test_other_calls_a_second_later_are_too_early(story: Story) -> None:
    story.throttled(60)
    story.later(1.5)
    story.call("/notes/2")
    assert story.shown(retry_after) == [[1, 2]]


def test_a_refusal_meanwhile_puts_the_time_off(story: Story) -> None:
    story.throttled(10)
    story.later(5)
    story.throttled(10)
    story.later(5)
    story.call()
    assert story.shown(retry_after) == [[1, 2, 3]]
    assert [f.severity for f in story.found(retry_after)] == [ERROR]


def test_many_calls_before_the_time_are_severe(story: Story) -> None:
    for _ in range(4):
        story.throttled(60)
    assert [f.severity for f in story.found(retry_after)] == [SEVERE]


def test_others_need_not_wait(story: Story) -> None:
    story.throttled(60)
    story.call(client_id="another")
    assert story.shown(retry_after) == []


def test_a_login_while_waiting_is_no_call_of_the_api(story: Story) -> None:
    story.throttled(60)
    story.login(2)
    assert story.shown(retry_after) == []


def test_a_token_tells_who_was_throttled_by_a_fault(story: Story) -> None:
    story.login(1)
    story.throttled(60, client_id=None, caller=None)
    story.call()
    assert story.shown(retry_after) == [[2, 3]]
    assert str(story.found(retry_after)[0].who) == "user 7 of acme with client app"


def test_the_limit_of_logins_is_another_rule(story: Story) -> None:
    story.limited()
    story.limited()
    assert story.checked(retry_after).number == 0


def test_a_clock_that_was_set_back_ends_a_wait(story: Story) -> None:
    story.throttled(60)
    story.later(-3600)
    story.call()
    assert story.shown(retry_after) == []


def test_a_client_that_waits_but_lives_at_the_limit_is_warned(story: Story) -> None:
    for _ in range(2):
        story.throttled(60)
        story.later(60)
        story.call()
    assert story.shown(over_limit) == []
    story.throttled(60)
    assert story.shown(over_limit) == [[1, 3, 5]]
    assert [f.severity for f in story.found(over_limit)] == [WARNING]


def test_a_limit_that_a_fault_made_is_nobodys_fault(story: Story) -> None:
    for _ in range(3):
        story.throttled(60, faults=[(1, "throttle")])
        story.later(60)
    assert story.shown(over_limit) == []


def test_who_does_not_wait_is_told_that_and_no_more(story: Story) -> None:
    for _ in range(3):
        story.throttled(60)
        story.throttled(60)
        story.later(60)
    assert story.shown(over_limit) == []


def test_a_write_that_is_sent_again_without_a_look_is_done_twice(story: Story) -> None:
    story.lost()
    story.call("/notes", "POST", b"{}", committed="notes/6")
    assert story.shown(lost) == [[1, 2]]
    assert [f.severity for f in story.found(lost)] == [SEVERE]


def test_what_was_refused_and_whose_answer_was_lost_may_be_sent_again(story: Story) -> None:
    of: Json = {"path": "/notes", "method": "POST", "body": b"{}", "committed": "tries/6"}
    for _ in range(2):
        story.refused("Conflict", sent=-1, **of)
    assert story.checked(lost) == (0, [])


def test_a_blind_retry_that_is_refused_was_lucky(story: Story) -> None:
    story.lost()
    story.refused("Conflict", 409, path="/notes", method="POST", body=b"{}")
    assert [f.severity for f in story.found(lost)] == [ERROR]
    assert story.found(lost)[0].text.endswith("(request 2), and was answered 409")


def test_a_refusal_that_is_put_on_record_has_done_nothing_a_second_time(story: Story) -> None:
    story.lost(committed="workorders/5")
    of = {"path": "/notes", "method": "POST", "body": b"{}", "committed": "checkins/7"}
    story.refused("Conflict", 400, **of)
    assert [f.severity for f in story.found(lost)] == [ERROR]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/notes", "/notes"),
        ("/notes", "/notes/5"),
        ("/notes", "/v3/odata/notes"),
        ("/workorders/107/notes", "/workorders/107"),
        ("/workorders/107/notes", "/odata/workorders(107)/notes"),
        ("/v3/orders/107/checkIn", "/v3/notes/5"),
    ],
)
def test_who_looks_first_may_write_again(story: Story, written: str, read: str) -> None:
    story.lost(path=written)
    story.call(read)
    story.call(written, "POST", b"{}", committed="notes/6")
    assert story.checked(lost) == (1, [])


@pytest.mark.parametrize(
    ("written", "read"),
    [("/notes", "/users"), ("/v3/orders/107/notes", "/v3/orders/108/notes"), ("/v3/a", "/v3/b")],
)
def test_a_look_at_something_else_is_none(story: Story, written: str, read: str) -> None:
    story.lost(path=written)
    story.call(read)
    story.call(written, "POST", b"{}", committed="notes/6")
    assert story.shown(lost) == [[1, 3]]


def test_a_look_whose_answer_is_lost_too_is_none(story: Story) -> None:
    story.lost()
    story.call("/notes", sent=-1)
    story.call("/notes", "POST", b"{}", committed="notes/6")
    assert story.shown(lost) == [[1, 3]]


@pytest.mark.parametrize(
    "change",
    [{"committed": ""}, {"method": "PUT"}, {"sent": None}],
    ids=["nothing happened", "a verb that may be repeated", "answered"],
)
def test_what_may_be_sent_again_is_no_blind_retry(story: Story, change: Json) -> None:
    story.lost(**change)
    story.lost(**change | {"sent": None})
    assert story.checked(lost) == (0, [])


def test_another_write_is_no_retry(story: Story) -> None:
    story.lost()
    story.call("/notes", "POST", b'{"another": 1}')
    story.call("/notes", "POST", b"{}", client_id="another")
    assert story.shown(lost) == []


def test_a_form_of_parts_is_the_same_with_another_boundary(story: Story) -> None:
    story.lost(body=FORM % (b"one", b"one"))
    story.call("/notes", "POST", FORM % (b"two", b"two"), committed="notes/6")
    assert story.shown(lost) == [[1, 2]]


def test_calls_to_no_operation_are_named(story: Story) -> None:
    for path in ("/a", "/b", "/a", "/c", "/d"):
        story.refused("NoOperation", 404, path=path)
    story.refused("WrongMethod", 405, path="/notes", method="PUT")
    assert story.shown(routes) == [[1, 2, 3, 4, 5, 6]]
    text = "6 calls to no operation of the API: GET /a, GET /b, GET /c, …"
    assert [f.text for f in story.found(routes)] == [text]


def test_a_405_by_a_rule_of_the_operation_is_no_unknown_route(story: Story) -> None:
    story.refused("WrongMethod", 405, rule="no selective filter")
    assert story.checked(routes) == (1, [])


def test_a_browsers_preflight_is_no_mistake(story: Story) -> None:
    story.refused("WrongMethod", 405, method="OPTIONS")
    assert story.shown(routes) == []


@pytest.mark.parametrize("kind", ["Malformed", "Invalid", "Forbidden", "Unauthenticated"])
def test_what_is_refused_three_times_as_it_was_is_found(story: Story, kind: str) -> None:
    for _ in range(2):
        story.refused(kind)
    assert story.shown(stubborn) == []
    story.refused(kind)
    assert story.shown(stubborn) == [[1, 2, 3]]
    assert story.found(stubborn)[0].text.endswith("3 times for the same reason: it is wrong")


@pytest.mark.parametrize("kind", ["NotFound", "Conflict", "Throttled", "OAuth2Error"])
def test_what_time_may_change_may_be_asked_again(story: Story, kind: str) -> None:
    for _ in range(5):
        story.refused(kind)
    assert story.shown(stubborn) == []


def test_a_body_that_was_changed_is_another_request(story: Story) -> None:
    for number in range(5):
        story.refused("Malformed", body=b"%d" % number)
    assert story.shown(stubborn) == []


@pytest.mark.parametrize(
    "between", [{"committed": "notes/5"}, {"path": "/x"}], ids=["a write", "the same, accepted"]
)
def test_what_happens_between_refusals_may_be_a_reason(story: Story, between: Json) -> None:
    for _ in range(3):
        story.refused("Invalid", path="/x")
        story.refused("Invalid", path="/x")
        story.call(**between)
    assert story.shown(stubborn) == []


def test_of_bodies_that_are_masked_nobody_knows_whether_they_are_the_same(story: Story) -> None:
    for _ in range(3):
        story.refused("Forbidden", 403, path="/login", body=MASKED)
    assert story.shown(stubborn) == []
