"""Links between work orders, and followers."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
NO_PARENT = (400, 917, "Wrong Parent Work Order Id")
NO_LINK = (400, 932, "Wrong Linked Work Order Id")
NOBODY = (400, 503, "There is no followers in request")
NO_NUMBER = (400, 503, "Empty tracking number (workorder Id)")
#: At ORDER's location, with the same provider.
NEXT, THIRD = 106971884, 106941940
#: Has a link to the other, and nobody else has one to it.
PARENT, CHILD = 106872164, 106613187


def link(
    api: Api, *ids: object, order: int = demo.ORDER, query: str = "", **body: object
) -> httpx2.Response:
    path = f"/workorders/{order}/link{query}"
    return api.request("PUT", path, json={"WorkorderIds": list(ids)} | body)


def unlink(
    api: Api, *ids: object, order: int = demo.ORDER, query: str = "", **body: object
) -> httpx2.Response:
    path = f"/workorders/{order}/unlink{query}"
    return api.request("PUT", path, json={"WorkorderIds": list(ids)} | body)


def linked(api: Api, order: int = demo.ORDER) -> tuple[list[int], list[int]]:
    """What a work order is linked to, and what is linked to it."""
    shown = demo.order_of(api, order)
    one, other = shown["LinkedWorkOrders"], shown["LinkedInWorkOrders"]
    return [row["Id"] for row in one], [row["Id"] for row in other]


def test_a_link_shows_on_both_sides(emulator: Emulator, provider: Api) -> None:
    answer = link(provider, NEXT, THIRD, NEXT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert demo.events(emulator, answer) == ["WorkOrderLinksAdded", "WorkOrderNoteAdded"]
    assert linked(provider) == ([NEXT, THIRD], [])
    assert linked(provider, NEXT) == ([], [demo.ORDER])
    said = demo.notes(provider)[0]["NoteData"]
    assert said == f"Work order linked: <b>{NEXT}</b>, <b>{THIRD}</b>."


def test_the_demo_world_has_links_on_both_sides(subscriber: Api) -> None:
    assert linked(subscriber, PARENT) == ([CHILD], [])
    assert linked(subscriber, CHILD) == ([], [PARENT])
    assert linked(subscriber, 107066307) == ([107043620], [107043620])


def test_a_link_in_the_query_comes_before_those_of_the_body(provider: Api) -> None:
    assert link(provider, 1, query=f"?workorderIdToLink={NEXT}").status_code == 204
    assert linked(provider)[0] == [NEXT]


def test_a_subscriber_links_work_orders_of_two_providers(subscriber: Api) -> None:
    assert link(subscriber, demo.GPS_ORDER).status_code == 204
    assert linked(subscriber, demo.GPS_ORDER) == ([], [demo.ORDER])


def test_a_provider_neither_sees_nor_undoes_a_link_to_anothers_work_order(
    subscriber: Api, provider: Api
) -> None:
    link(subscriber, demo.GPS_ORDER, NEXT)
    assert linked(provider) == ([NEXT], [])
    shown = provider.get(f"/odata/workorders({demo.ORDER})").json()
    assert [row["Id"] for row in shown["LinkedWorkOrders"]] == [NEXT]
    assert refusal(unlink(provider, demo.GPS_ORDER)) == NO_LINK
    assert unlink(provider, UnlinkAllLinkedWorkorders=True).status_code == 204
    assert linked(subscriber) == ([demo.GPS_ORDER], [])


def test_what_is_linked_already_stays(emulator: Emulator, provider: Api) -> None:
    link(provider, NEXT)
    before = demo.trace(provider)
    assert demo.events(emulator, link(provider, NEXT)) == []
    assert demo.trace(provider) == before
    link(provider, NEXT, THIRD)
    assert linked(provider)[0] == [NEXT, THIRD]


def test_present_links_may_give_way(emulator: Emulator, provider: Api) -> None:
    link(provider, NEXT)
    answer = link(provider, THIRD, UnlinkLinkedWorkorders=True)
    assert linked(provider)[0] == [THIRD]
    assert linked(provider, NEXT) == ([], [])
    assert demo.events(emulator, answer) == [
        "WorkOrderLinksDeleted",
        "WorkOrderLinksAdded",
        "WorkOrderNoteAdded",
    ]


@pytest.mark.parametrize(
    ("ids", "query", "body"),
    [
        pytest.param([NEXT, THIRD], "", {}, id="all by id"),
        pytest.param([1], "", {"UnlinkAllLinkedWorkorders": True}, id="all"),
    ],
)
def test_links_are_undone(
    emulator: Emulator, provider: Api, ids: list[int], query: str, body: Json
) -> None:
    link(provider, NEXT, THIRD)
    answer = unlink(provider, *ids, query=query, **body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert demo.events(emulator, answer) == ["WorkOrderLinksDeleted", "WorkOrderNoteAdded"]
    assert [linked(provider, i) for i in (demo.ORDER, NEXT, THIRD)] == [([], [])] * 3


def test_the_one_of_the_query_is_undone_alone(provider: Api) -> None:
    link(provider, NEXT, THIRD)
    query = f"?linkedWorkorderId={NEXT}"
    assert unlink(provider, 1, query=query, UnlinkAllLinkedWorkorders=True).status_code == 204
    assert linked(provider)[0] == [THIRD]


def test_to_undo_all_of_none_changes_nothing(emulator: Emulator, provider: Api) -> None:
    before = demo.trace(provider)
    answer = unlink(provider, UnlinkAllLinkedWorkorders=True)
    assert (answer.status_code, demo.events(emulator, answer)) == (204, [])
    assert demo.trace(provider) == before


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        pytest.param([], NO_LINK, id="none"),
        pytest.param([demo.UNKNOWN], NO_LINK, id="unknown"),
        pytest.param([demo.GPS_ORDER], NO_LINK, id="another provider's"),
        pytest.param([0], NO_LINK, id="id 0"),
        pytest.param([demo.ORDER], NO_LINK, id="itself"),
        pytest.param([NEXT, demo.HALF_A_MILE], (400, 601, "Location doesn't match"), id="place"),
        pytest.param(["x"], MALFORMED, id="no number"),
    ],
)
def test_what_cannot_be_linked_is_refused_and_nothing_is(
    provider: Api, ids: list[object], expected: tuple[int, int, str]
) -> None:
    before = demo.trace(provider)
    assert refusal(link(provider, *ids)) == expected
    assert demo.trace(provider) == before
    assert linked(provider, NEXT) == ([], [])


@pytest.mark.parametrize("ids", [[], [THIRD], [NEXT, THIRD]])
def test_what_is_not_linked_cannot_be_undone(provider: Api, ids: list[int]) -> None:
    link(provider, NEXT)
    assert refusal(unlink(provider, *ids)) == NO_LINK
    assert linked(provider)[0] == [NEXT]


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0, -1])
def test_there_is_no_parent(provider: Api, order: int) -> None:
    assert refusal(link(provider, NEXT, order=order)) == NO_PARENT
    assert refusal(unlink(provider, NEXT, order=order)) == NO_PARENT


def test_without_access_to_the_location_nothing_is_linked(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(link(api, CHILD, order=PARENT))[:2] == (400, 100)


def follow(api: Api, emails: str, users: str = "", order: int = demo.ORDER) -> httpx2.Response:
    return api.post(f"/workorders/{order}/followers", {"FollowersList": emails, "UserIds": users})


def leave(api: Api, email: str, order: int = demo.ORDER) -> httpx2.Response:
    return api.request("DELETE", f"/workorders/{order}/followers", params={"email": email})


def test_somebody_follows_until_they_do_not(emulator: Emulator, provider: Api) -> None:
    answer = follow(provider, "a@example.com; b@example.com", "1544987,1544902")
    assert (answer.status_code, answer.content) == (201, b"")
    assert demo.events(emulator, answer) == []
    for email in ("A@example.com", "b@example.com", "dana.whitfield@larkfield.example"):
        gone = leave(provider, email)
        assert (gone.status_code, gone.content) == (200, b"")
        assert leave(provider, email).status_code == 404


def test_who_follows_already_is_not_added_again(provider: Api) -> None:
    follow(provider, "a@example.com,A@EXAMPLE.COM")
    follow(provider, "a@example.com")
    assert [leave(provider, "a@example.com").status_code for _ in range(2)] == [200, 404]


def test_followers_are_those_of_their_work_order(subscriber: Api) -> None:
    assert leave(subscriber, "board@larkfield.example").status_code == 404
    assert leave(subscriber, "board@larkfield.example", order=PARENT).status_code == 200


@pytest.mark.parametrize(
    ("emails", "users", "expected"),
    [
        pytest.param("", "", NOBODY, id="nobody"),
        pytest.param(" ; ", ",", NOBODY, id="blanks"),
        pytest.param("a@example.com;nonsense", "", MALFORMED, id="no address"),
        pytest.param("", "1", MALFORMED, id="unknown user"),
        pytest.param("", "1545040", MALFORMED, id="a user of another company"),
        pytest.param("a@example.com", "Tomas", MALFORMED, id="no user id"),
    ],
)
def test_who_cannot_follow_is_refused_and_nobody_does(
    provider: Api, emails: str, users: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(follow(provider, emails, users)) == expected
    assert leave(provider, "a@example.com").status_code == 404


@pytest.mark.parametrize("body", [{}, {"UserIds": "1544987"}, {"FollowersList": ["a@b"]}, []])
def test_both_lists_are_needed_as_texts(provider: Api, body: object) -> None:
    assert refusal(provider.post(f"/workorders/{demo.ORDER}/followers", body)) == MALFORMED


def test_an_empty_address_is_nobody(provider: Api) -> None:
    assert refusal(leave(provider, " ")) == NOBODY
    assert refusal(provider.request("DELETE", f"/workorders/{demo.ORDER}/followers")) == MALFORMED


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER])
def test_nobody_follows_no_work_order(provider: Api, order: int) -> None:
    for answer in (follow(provider, "a@b.example", order=order), leave(provider, "a@b", order)):
        assert (answer.status_code, answer.content) == (404, b"")


def test_a_tracking_number_is_needed(provider: Api) -> None:
    assert refusal(follow(provider, "a@example.com", order=0)) == NO_NUMBER
    assert refusal(leave(provider, "a@example.com", order=-1)) == NO_NUMBER


def test_odata_shows_the_same_links(subscriber: Api) -> None:
    link(subscriber, NEXT)
    for order in (demo.ORDER, NEXT):
        shown, by_rest = (
            subscriber.get(f"/odata/workorders({order})").json(),
            linked(subscriber, order),
        )
        one, other = shown["LinkedWorkOrders"], shown["LinkedInWorkOrders"]
        assert ([row["Id"] for row in one], [row["Id"] for row in other]) == by_rest
    assert by_rest == ([], [demo.ORDER])
