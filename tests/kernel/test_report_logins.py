import pytest

from emulator.kernel.findings import ERROR, SEVERE
from emulator.kernel.report_logins import dead, rate, reuse, storm
from tests.kernel.reporting import Story


@pytest.fixture
def story() -> Story:
    return Story()


def works(story: Story, calls: int, token: int = 1) -> None:
    for number in range(calls):
        story.call(f"/notes/{number}", token=token)


def quiet(story: Story) -> None:
    """None of the rules of logins finds anything."""
    for rule in (reuse, rate, storm, dead):
        assert story.shown(rule) == [], rule.__name__


def test_a_login_for_every_call_is_severe(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 1, token)
        story.later(10)
    assert [f.severity for f in story.found(reuse)] == [SEVERE]
    assert story.shown(reuse) == [[3, 5]]
    assert story.found(reuse)[0].text.startswith("3 logins for 3 calls, 2 of them while a token")
    assert (story.shown(rate), story.shown(storm)) == ([], [])


def test_logins_without_need_among_many_calls_are_an_error(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 10, token)
    assert [f.severity for f in story.found(reuse)] == [ERROR]


def test_one_login_more_is_a_restart(story: Story) -> None:
    story.login(1)
    works(story, 5)
    story.login(2)
    works(story, 5, 2)
    quiet(story)


@pytest.mark.parametrize(
    ("seconds", "found"), [(600, []), (541, []), (540, []), (539, [[3, 5]])], ids=str
)
def test_a_token_may_be_renewed_in_its_last_minute(
    story: Story, seconds: int, found: list[list[int]]
) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 1, token)
        story.later(seconds)
    assert story.shown(reuse) == found


def test_a_refused_token_may_be_renewed_at_once(story: Story) -> None:
    for token in range(1, 5):
        story.login(token)
        works(story, 1, token)
        story.dead(token)
    quiet(story)


def test_a_401_that_a_fault_answers_is_a_reason_to_log_in(story: Story) -> None:
    for token in range(1, 5):
        story.login(token)
        story.call(token=token, status=401)
    quiet(story)


def test_a_401_for_a_missing_right_is_none(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        story.refused("Unauthenticated", 401, token=token)
    assert story.shown(reuse) == [[3, 5]]


def test_who_logged_out_may_log_in(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 1, token)
        story.call("/token", "DELETE", token=token, is_logout=True)
    quiet(story)


def test_the_tokens_of_other_clients_and_users_are_their_own(story: Story) -> None:
    for number in range(1, 4):
        story.login(number, client=f"app {number}")
        story.later(5)
        story.login(number + 10, user=number + 100)
        story.later(5)
    quiet(story)


def test_a_code_for_a_token_is_a_person_who_signs_in(story: Story) -> None:
    for token in range(1, 4):
        story.login(token, "authorization_code")
        works(story, 1, token)
    quiet(story)


def test_a_clock_that_was_set_back_makes_no_finding(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 1, token)
        story.later(-3600)
    quiet(story)


def test_a_refresh_for_every_call_is_needless_too(story: Story) -> None:
    story.login(1)
    for token in range(1, 4):
        works(story, 1, token)
        story.later(60)
        story.refresh(token, token + 1)
    assert story.shown(reuse) == [[3, 5, 7]]


def test_a_refresh_in_the_second_half_of_a_tokens_life_is_early_and_fine(story: Story) -> None:
    story.login(1)
    for token in range(1, 4):
        story.later(301)
        works(story, 1, token)
        story.refresh(token, token + 1)
    quiet(story)


def test_logins_that_the_limit_refuses_are_found_from_the_second_on(story: Story) -> None:
    story.login(1)
    story.limited()
    quiet(story)
    story.limited()
    assert story.shown(rate) == [[2, 3]]
    assert story.found(rate)[0].text.endswith("of the same user, 2 of them refused")


def test_logins_of_several_clients_of_a_user_within_5_seconds_are_found(story: Story) -> None:
    for number in range(1, 4):
        story.login(number, client=f"app {number}")
        story.later(4)
    assert story.shown(rate) == [[2, 3]]


def test_a_token_that_lasts_a_day_may_be_renewed_in_its_last_tenth(story: Story) -> None:
    for token in range(1, 4):
        story.login(token, lasts=86_400)
        works(story, 5, token)
        story.later(0.9 * 86_400)
    quiet(story)


@pytest.mark.parametrize("sent", [-1, 40], ids=["lost", "cut"])
def test_a_login_whose_answer_did_not_arrive_is_made_again(story: Story, sent: int) -> None:
    for token in range(1, 4):
        story.login(token, sent=sent)
        story.later(6)
    story.login(4)
    works(story, 1, 4)
    quiet(story)


def test_a_renewal_whose_answer_did_not_arrive_is_made_again(story: Story) -> None:
    story.login(1)
    story.dead()
    story.refresh(1, 2).sent = -1
    story.refresh(1, 3)
    works(story, 5, 3)
    quiet(story)


def test_a_refresh_token_that_was_used_up_by_a_lost_answer_may_be_tried(story: Story) -> None:
    story.login(1)
    story.dead()
    story.refresh(1, 2).sent = -1
    story.refused("OAuth2Error", token=1001, client_id=None, caller=None)
    story.login(3)
    quiet(story)


def test_refused_logins_of_one_who_logs_in_for_every_call_belong_to_that(story: Story) -> None:
    for token in range(1, 4):
        story.login(token)
        works(story, 1, token)
        story.limited()
    assert story.shown(reuse) == [[3, 4, 6, 7, 9]]
    assert story.shown(rate) == []


def test_one_renewal_after_many_401s_is_right(story: Story) -> None:
    story.login(1)
    for number in range(5):
        story.dead(path=f"/notes/{number}")
    story.refresh(1, 2)
    works(story, 5, 2)
    quiet(story)


@pytest.mark.parametrize("grant", ["refresh_token", "password"])
def test_a_renewal_for_each_of_many_401s_is_a_storm(story: Story, grant: str) -> None:
    story.login(1)
    for number in range(3):
        story.dead(path=f"/notes/{number}")
    for token in range(2, 5):
        story.login(token, grant)
    works(story, 3, 4)
    assert story.shown(storm) == [[2, 3, 4, 6, 7]]
    assert [f.severity for f in story.found(storm)] == [ERROR]
    assert (story.shown(reuse), story.shown(rate), story.shown(dead)) == ([], [], [])


def test_a_storm_goes_on_between_the_calls_that_follow(story: Story) -> None:
    story.login(1)
    for number in range(3):
        story.dead(path=f"/notes/{number}")
    for token in range(2, 5):
        story.login(token)
        works(story, 1, token)
    assert story.shown(storm) == [[2, 3, 4, 7, 9]]
    assert story.shown(reuse) == []


def test_five_renewals_more_are_severe(story: Story) -> None:
    story.login(1)
    story.dead()
    for _ in range(6):
        story.refresh(1, 2)
    assert [f.severity for f in story.found(storm)] == [SEVERE]


def test_renewals_that_are_refused_count_in_a_storm(story: Story) -> None:
    story.login(1)
    story.dead()
    story.refresh(1, 2)
    story.refused("OAuth2Error", token=1001, client_id=None, caller=None)
    story.limited(token=1001)
    assert story.shown(storm) == [[2, 4, 5]]
    assert story.shown(rate) == []


def test_refreshes_within_seconds_are_a_storm_without_a_401(story: Story) -> None:
    story.login(1)
    story.later(590)
    story.refresh(1, 2)
    story.later(2)
    story.refresh(1, 3)
    assert story.shown(storm) == [[3]]


def test_a_login_that_is_not_needed_long_after_a_401_is_no_storm(story: Story) -> None:
    story.login(1)
    story.dead()
    story.login(2)
    story.later(11)
    story.login(3)
    quiet(story)


def test_a_dead_token_that_is_sent_again_and_again_is_found(story: Story) -> None:
    story.login(1)
    story.dead()
    story.dead()
    assert story.shown(dead) == []
    story.dead()
    assert story.shown(dead) == [[2, 3, 4]]


def test_calls_that_were_under_way_are_not_found(story: Story) -> None:
    for number in range(20):
        story.dead(path=f"/notes/{number}")
    assert story.checked(dead) == (20, [])


@pytest.mark.parametrize(("calls", "seconds"), [(3, 2), (25, 0)], ids=["later", "too many"])
def test_other_calls_with_a_dead_token_are_found_in_time(
    story: Story, calls: int, seconds: int
) -> None:
    for number in range(calls):
        story.dead(path=f"/notes/{number}")
        story.later(seconds)
    assert len(story.shown(dead)) == 1


def test_an_unknown_token_is_nobodys(story: Story) -> None:
    for _ in range(3):
        story.dead(99)
    assert str(story.found(dead)[0].who) == "an unknown caller of acme"
