"""What webhooks say of resolution codes and root causes."""

from tests.servicechannel import demo
from tests.servicechannel.told import NORWELL, telling


def test_a_message_names_the_codes_that_are_set() -> None:
    with telling() as told:
        told.listen(NORWELL, "WorkOrderResolutionCodeUpdated", "WorkOrderRootCauseCodeUpdated")
        api = told.emulator.login()
        codes = [{"Key": 2141}, {"Key": 2145, "Text": "Reset it"}]
        api.post("/resolutionCodes", {"WorkOrderId": demo.ORDER, "ResolutionCodes": codes})
        api.post(f"/resolutionCodes/rootCauses/{demo.ORDER}?rootCauseId=2146")
        first, second = (message["Object"] for message in told.messages())
    assert first["ResolutionCodes"] == [{"Id": 2141}, {"Id": 2145, "Text": "Reset it"}]
    assert second["RootCauses"] == [{"Id": 2146}]
