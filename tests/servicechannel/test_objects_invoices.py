"""The object of an invoice's message, and of a GL code's."""

from collections.abc import Iterator

import pytest

from tests.servicechannel import billing
from tests.servicechannel.told import LARKFIELD, NORWELL, Told, telling
from tests.world import Json


@pytest.fixture
def told() -> Iterator[Told]:
    """Norwell is told of its invoices."""
    with telling() as emulator:
        emulator.listen(NORWELL, "InvoiceCreated", "InvoiceApproved", "InvoicePaid")
        yield emulator


def test_a_new_invoice_is_told_whole(told: Told) -> None:
    provider = told.emulator.login()
    charged = {
        "InvoiceAmountsDetails": {"LaborAmount": 150, "MaterialAmount": 50},
        "Labors": [{"HourlyRate": 75, "Hours": 2}],
        "Materials": [{"Description": "Belt", "UnitType": 1, "UnitPrice": 50, "Quantity": 1}],
    }
    new = billing.created(provider, billing.CONFIRMED, **charged)
    (message,) = told.messages()
    shown: Json = message["Object"]
    assert (message["EventType"], message["Action"]) == ("InvoiceCreated", "NEW")
    assert message["Type"] == "GenericRootNotification"
    assert (
        shown.items()
        >= {
            "Id": new,
            "Number": billing.NUMBER,
            "Status": "OPEN",
            "InvoiceTotal": 200,
            "CurrencyAlphabeticalCode": "USD",
            "WoTrackingNumber": billing.CONFIRMED,
            "ProviderId": NORWELL,
            "SubscriberId": LARKFIELD,
            "ProviderName": "Norwell HVAC",
            "InvoiceDateDTO": "2026-06-15T08:00:00-04:00",
            "MaterialsTaxIncluded": False,
        }.items()
    )
    assert shown["Labors"] == [
        {
            "SkillLevel": 2,
            "LaborType": 1,
            "NumOfTech": 1,
            "HourlyRate": 75.0,
            "Hours": 2.0,
            "Amount": 150.0,
        }
    ]
    assert shown["Materials"][0]["Description"] == "Belt"
    assert shown["ChangedBy"]["UserName"] == "nwhvac.admin"


def test_an_invoice_that_has_changed_is_told_as_it_is_now(told: Told) -> None:
    provider = told.emulator.login()
    subscriber = told.emulator.login("larkfield.facilities")
    new = billing.created(provider)
    billing.put(subscriber, new, "approve")
    billing.pay(subscriber, new, 200)
    messages = told.messages()
    assert [message["Object"]["Status"] for message in messages] == ["OPEN", "APPROVED", "PAID"]
    assert [message["Action"] for message in messages] == ["NEW", "UPDATE", "UPDATE"]
    assert messages[-1]["Object"]["PaidDateDTO"] == "2026-06-15T07:00:00-05:00"
    assert "PaidDateDTO" not in messages[0]["Object"]


def test_another_provider_is_not_told(told: Told) -> None:
    sparrow = told.emulator.login("sparrow.office")
    billing.created(sparrow, 106798139)
    assert told.messages() == []


def test_a_gl_code_is_told_by_its_name() -> None:
    with telling() as told:
        told.listen(LARKFIELD, "SubscriberGlCodeCreated")
        subscriber = told.emulator.login("larkfield.facilities")
        subscriber.request("POST", "/GlCodes/CreateGlCode", params={"glCode": "GL-9"})
        (message,) = told.messages()
    assert message["Object"] == {"Id": 2205, "SubscriberId": LARKFIELD, "Name": "GL-9"}
