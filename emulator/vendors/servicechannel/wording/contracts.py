"""Contracts."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "contracts for subscribers": Row(403, 100, "Only for subscribers usage"),
    "contract without location": Row(
        400, 503, "Bad Request; locationId or locationDbId should be provided"
    ),
    "contract location": Row(400, 503, "Location not found"),
    "contract trade": Row(400, 503, "Trade not found"),
    "contract provider": Row(400, 503, "Provider not found"),
    "contract location access": Row(
        400, 503, "User does not have Location access to perform this operation"
    ),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
