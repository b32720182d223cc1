"""The signing key, and the test of a URL that is signed with it."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator

import pytest

from emulator.kernel.sending import Outgoing
from tests.receiver import Answer, Receiver
from tests.servicechannel.demo import journal, refusal
from tests.servicechannel.managing import HTTP, KEY, TEST, URL, VISITS, made, post, reason
from tests.world import Api, Emulator, start

WORDS = (
    "Failed to send POST request to specified URL, or your server responded with invalid status"
    " code"
)
FAILED = (400, 503, WORDS)
PROVIDER = 2000093418


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[Emulator]:
    with start(send=receiver) as running:
        yield running


def key_of(api: Api, method: str = "GET") -> str:
    answer = api.request(method, KEY)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["Key"]
    key: str = answer.json()["Key"]
    return key


def signature(key: bytes, sent: Outgoing) -> str:
    return b64encode(hmac.new(key, sent.body, hashlib.sha256).digest()).decode()


def test_a_key_is_32_bytes_in_base64_and_stays(provider: Api) -> None:
    key = key_of(provider)
    assert len(b64decode(key, validate=True)) == 32
    assert key_of(provider) == key


def test_each_company_has_a_key_of_its_own(provider: Api, subscriber: Api) -> None:
    assert key_of(provider) != key_of(subscriber)


def test_another_key_replaces_the_one_before(emulator: Emulator, provider: Api) -> None:
    before = key_of(provider)
    after = key_of(provider, "PUT")
    assert after != before
    assert key_of(provider) == after
    assert key_of(emulator.login()) == after


def test_a_key_can_be_made_anew_before_there_is_one(provider: Api) -> None:
    assert key_of(provider, "PUT") == key_of(provider)


def drawn() -> list[str]:
    """The first two keys of a company in an emulator of its own."""
    api = start().login()
    return [key_of(api), key_of(api, "PUT")]


def test_the_same_requests_draw_the_same_keys() -> None:
    assert drawn() == drawn()


def test_the_first_webhook_brings_a_key_and_the_next_keeps_it(
    emulator: Emulator, provider: Api
) -> None:
    first, second = post(provider), post(provider)
    assert journal(emulator, first)["committed"] == {"webhooks": [1], "signingkeys": [PROVIDER]}
    assert journal(emulator, second)["committed"] == {"webhooks": [2]}


def test_the_first_http_subscription_brings_a_key_too(emulator: Emulator, provider: Api) -> None:
    committed = journal(emulator, provider.post(HTTP, VISITS))["committed"]
    assert committed["signingkeys"] == [PROVIDER]


def test_a_webhook_that_is_refused_brings_no_key(emulator: Emulator, provider: Api) -> None:
    post(provider, Url="nowhere")
    committed = journal(emulator, provider.get(KEY))["committed"]
    assert committed == {"signingkeys": [PROVIDER]}


def test_a_test_sends_a_signed_work_order_to_the_url_and_answers_201_with_nothing(
    receiver: Receiver, provider: Api
) -> None:
    """Source: https://github.com/elithaxxor/ServiceChannel_API has the body as it was captured."""
    answer = provider.post(TEST, {"Url": f"{URL}?accessKey=a%2Bb"})
    assert (answer.status_code, answer.content) == (201, b"")
    (sent,) = receiver.got
    assert sent.url == f"{URL}?accessKey=a%2Bb"
    assert sent.headers["Sign-Data"] == signature(key_of(provider).encode(), sent)
    message = json.loads(sent.body)
    assert (message["EventType"], message["Object"]["Source"]) == (
        "WorkOrderCreated",
        "WebhookTest",
    )


def test_a_test_is_signed_with_the_key_of_now(receiver: Receiver, provider: Api) -> None:
    made(provider)
    key = key_of(provider, "PUT")
    provider.post(TEST, {"Url": URL})
    assert receiver.got[0].headers["Sign-Data"] == signature(key.encode(), receiver.got[0])


def test_a_profile_may_sign_with_the_bytes_that_the_key_encodes(
    emulator: Emulator, receiver: Receiver, provider: Api
) -> None:
    emulator.switch(signing_key="base64")
    provider.post(TEST, {"Url": URL})
    key = b64decode(key_of(provider))
    assert receiver.got[0].headers["Sign-Data"] == signature(key, receiver.got[0])


def test_a_profile_may_test_with_an_empty_body(
    emulator: Emulator, receiver: Receiver, provider: Api
) -> None:
    emulator.switch(test_body="empty")
    assert provider.post(TEST, {"Url": URL}).status_code == 201
    assert receiver.bodies == [b""]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_passes_a_test(receiver: Receiver, provider: Api, status: int) -> None:
    receiver.script([status])
    assert provider.post(TEST, {"Url": URL}).status_code == 201


@pytest.mark.parametrize("said", [301, 302, 400, 401, 404, 410, 500, 503, "timed out"])
def test_any_other_answer_fails_a_test_and_it_is_not_sent_again(
    emulator: Emulator, receiver: Receiver, provider: Api, said: Answer
) -> None:
    receiver.script([said])
    answer = provider.post(TEST, {"Url": URL})
    assert refusal(answer) == FAILED
    why = said if isinstance(said, str) else f"it answered {said}"
    assert reason(answer) == f"{URL} did not accept the test event: {why}"
    emulator.advance("PT1H")
    assert len(receiver.got) == 1


def test_a_key_that_a_failed_test_was_signed_with_stays(receiver: Receiver, provider: Api) -> None:
    receiver.script([500])
    provider.post(TEST, {"Url": URL})
    assert receiver.got[0].headers["Sign-Data"] == signature(
        key_of(provider).encode(), receiver.got[0]
    )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        pytest.param("yourCompany.com/hooks", "http://yourCompany.com/hooks", id="no scheme"),
        pytest.param("localhost:3000/x", "http://localhost:3000/x", id="a port and no scheme"),
        pytest.param("https://example.com/x", "https://example.com/x", id="https"),
    ],
)
def test_a_url_without_a_scheme_is_tested_over_http(
    receiver: Receiver, provider: Api, given: str, sent: str
) -> None:
    assert provider.post(TEST, {"Url": given}).status_code == 201
    assert [outgoing.url for outgoing in receiver.got] == [sent]


@pytest.mark.parametrize(
    "url", ["ftp://example.com", "https://", "a b", "https://u:p@example.com/", "x" * 3_000]
)
def test_a_url_that_is_none_fails_its_test_and_nothing_is_sent(
    receiver: Receiver, provider: Api, url: str
) -> None:
    assert refusal(provider.post(TEST, {"Url": url})) == FAILED
    assert receiver.got == []


@pytest.mark.parametrize(
    "body", [{}, {"Url": None}, {"Url": ""}, {"Url": 7}, {"Url": [URL]}], ids=str
)
def test_a_test_needs_a_url(receiver: Receiver, provider: Api, body: object) -> None:
    answer = provider.post(TEST, body)
    assert refusal(answer) == (400, 503, "Required data missing or incorrect")
    assert receiver.got == []


def test_a_test_makes_no_webhook(provider: Api) -> None:
    provider.post(TEST, {"Url": URL})
    assert provider.get("/NotificationWebHooks").json() == []
