"""schemathesis on the control plane's own document: a sample here, the full figures in `make soak`.

In this process, with its default checks: no 500, nothing that is not described, what is wrong is
refused.
"""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.receiver import Receiver
from tests.world import start

#: Those that wait, or answer whatever they were told to.
LEFT_OUT = {"readMessages", "readLogs"}
#: What is well-formed may still be refused: an unknown name, a time outside of the calendar.
CHECKS = {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 404, 409]}}
#: What the only client of this process calls the server.
HOST = "testserver"


def run(cases: SearchStrategy[Any], most: int, met: Counter[int]) -> None:
    """Send so many cases, and check each answer."""

    @seed(1)
    @given(case=cases)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:  # noqa: ANN401 - schemathesis' own
        answer = case.call()
        met[answer.status_code // 100] += 1
        case.validate_response(answer)

    check()


@pytest.mark.parametrize("most", [1, pytest.param(60, marks=pytest.mark.soak)])
def test_generated_calls_are_answered_as_described(most: int) -> None:
    # imported here, for it takes longer than the sample
    tool = pytest.importorskip("schemathesis")
    config = tool.config.SchemathesisConfig.from_dict({"checks": CHECKS})
    app = start(allow_host=(HOST,), send=Receiver()).door
    schema = tool.openapi.from_asgi("/_emulator/openapi.json", app=app, config=config)
    met: Counter[int] = Counter()
    for operation in (found.ok() for found in schema.get_all_operations()):
        raw = operation.definition.raw
        if raw["operationId"] in LEFT_OUT or raw["operationId"].endswith("ToInbox"):
            continue
        if most == 1 and "requestBody" not in raw:
            continue  # the sample: those that take something
        for mode in tool.GenerationMode:
            run(operation.as_strategy(generation_mode=mode), most, met)
    assert met.keys() == {2, 4}
    assert met.total() >= 25 * most
