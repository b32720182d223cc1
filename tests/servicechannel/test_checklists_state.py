"""Whether the checklists of a work order pass."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_checklists import FOUND, LEAK, SAFE, answer
from tests.world import Api, Emulator, Json


def state(api: Api, order: int = demo.ORDER) -> list[Json]:
    response = api.get(f"/workorders/{order}/checklistFailureState")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()
    return found


def test_a_checklist_passes_until_an_answer_is_a_failure(provider: Api, subscriber: Api) -> None:
    assert state(subscriber) == []
    assert answer(provider, SAFE, Answer="on").is_success
    assert state(subscriber) == [{"IsPassed": True}]
    assert answer(provider, FOUND, CheckListQuestionOptionId=LEAK, file=True).is_success
    assert state(subscriber) == [{"IsPassed": False}]


def test_answers_to_a_checklist_that_is_off_do_not_count(subscriber: Api) -> None:
    """Of its three answers one is to a checklist that is off."""
    assert state(subscriber, demo.CONFIRMED) == [{"IsPassed": True}]


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.XML_ORDER, 0])
def test_a_work_order_of_nobody_known_has_no_state(subscriber: Api, order: int) -> None:
    answered = subscriber.get(f"/workorders/{order}/checklistFailureState")
    assert refusal(answered) == (404, 502, "Data not found")


def test_a_location_out_of_reach_has_no_state(emulator: Emulator) -> None:
    emulator.change("users", 1544902, LocationIds=[2005148215])
    answered = emulator.login("larkfield.facilities").get(
        f"/workorders/{demo.ORDER}/checklistFailureState"
    )
    assert refusal(answered) == (404, 502, "Data not found")


def test_the_state_is_for_subscribers(provider: Api) -> None:
    assert refusal(provider.get(f"/workorders/{demo.ORDER}/checklistFailureState"))[:2] == (
        401,
        504,
    )
