from emulator.kernel.deliveries import LOST, WAITING, place
from emulator.kernel.operation import Record
from emulator.kernel.verdict import NAMED, case, shown
from tests.kernel.calling_back import asked, told, tried


def taken(_: str, status: int) -> bool:
    return status == 200


def test_without_deliveries_there_is_nothing_to_judge() -> None:
    said = shown(case([], [], taken), 10)
    assert (said["verdict"], said["reason"]) == ("nothing to judge", "nothing was delivered yet")
    assert said["totals"]["seconds"] == {"median": None, "worst": None}


def test_where_nobody_called_back_it_says_so() -> None:
    said = shown(case([told(1, tried(1))], [], taken), 10)
    assert said["verdict"] == "nothing to judge"
    assert said["reason"].startswith("nobody called back")


def test_a_receiver_that_called_back_once_is_good() -> None:
    said = shown(case([told(1, tried(1, [4]))], [asked(4)], taken), 10)
    assert (said["verdict"], said["findings"]) == ("good", [])


def test_the_numbers_tell_what_there_was() -> None:
    lost, waits = told(3), told(4)
    lost.state, waits.state = LOST, WAITING
    forgery = tried(4, status=401, is_forged=True)
    one = told(1, tried(1, [4]), tried(2, copy=1, after=4), forgery)
    two = told(2, tried(3, after=4, seconds=0.4))
    assert shown(case([one, two, lost, waits], [asked(4)], taken), 10)["totals"] == {
        "events": 4,
        "waiting": 1,
        "never_sent": 1,
        "deliveries": 3,
        "copies": 1,
        "forged": 1,
        "acknowledged": 2,
        "without_call_back": 1,
        "effects": 1,
        "seconds": {"median": 0.1, "worst": 0.4},
    }


def test_a_line_of_an_event_has_what_came_of_it() -> None:
    one = told(1, tried(1, [4], status=None, seconds=5), tried(2, [5], number=2))
    (line,) = shown(case([one], [asked(4), asked(5)], taken), 10)["events"]
    assert line == {
        "delivery": 1,
        "endpoint": 1,
        "event": "NoteChanged",
        "about": "notes/5",
        "deliveries": 2,
        "copies": 0,
        "forged": 0,
        "acknowledged": True,
        "in_time": False,
        "seconds": 5,
        "effects": [4, 5],
        "findings": ["acts twice", "slow"],
    }


def two_endpoints() -> Record:
    good, bad = told(1, tried(1, [4])), told(2, tried(2, status=500), endpoint=2)
    return shown(case([good, bad], [asked(4)], taken), 10)


def test_each_endpoint_has_a_verdict_of_its_own() -> None:
    said = two_endpoints()
    verdicts = [(e["vendor"], e["endpoint"], e["verdict"]) for e in said["endpoints"]]
    assert verdicts == [("acme", 1, "good"), ("acme", 2, "bad")]
    assert (said["verdict"], said["reason"]) == ("bad", "not acknowledged")


def test_what_came_back_to_one_endpoint_is_not_another_ones() -> None:
    one, two = told(1, tried(1, [4, 5])), told(2, tried(2, [4, 5]), endpoint=2)
    whole = case([one, two], [asked(4), asked(5)], taken)
    part = whole.where(lambda delivery: place(delivery) == ("acme", 2))
    assert [event["effects"] for event in shown(part, 10)["events"]] == [[5]]


def test_a_finding_names_the_first_that_show_it_and_counts_them_all() -> None:
    many = [told(n, tried(n, status=500)) for n in range(1, NAMED + 6)]
    (finding,) = shown(case(many, [], taken), 10)["findings"]
    assert (finding["finding"], finding["times"]) == ("not acknowledged", NAMED + 5)
    assert finding["deliveries"] == [*range(1, NAMED + 1)]


def test_events_are_listed_oldest_first_up_to_a_limit() -> None:
    many = [told(n, tried(n)) for n in range(1, 6)]
    listed = shown(case(many, [], taken), 2)["events"]
    assert [event["delivery"] for event in listed] == [1, 2]
