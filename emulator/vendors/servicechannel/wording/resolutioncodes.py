"""Resolution codes, root causes and asset categories."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "resolution order": Row(404, 502, "Data not found"),
    "many resolution codes": Row(
        400, 4100, "You can specify up to 3 resolution codes for a work order"
    ),
    "no resolution code": Row(400, 4101, "You need to specify at least one resolution code"),
    "no root cause": Row(400, 4102, "You need to select a root cause"),
    "root cause text": Row(403, 4104, "You don't have access to set the root cause text"),
    "long root cause text": Row(400, 4105, "The max length of the root cause text is exceeded"),
    "resolution text": Row(403, 4107, "You don't have access to set the resolution code text"),
    "long resolution text": Row(
        400, 4108, "The max length of the resolution code text is exceeded"
    ),
    "repeated resolution text": Row(400, 4109, "Resolution code text must be unique"),
    "repeated resolution code": Row(400, 4110, "Resolution code without free text must be unique"),
    "many asset categories": Row(400, 4113, "You can specify up to 5 asset categories"),
    "asset category access": Row(403, 4114, "You don't have access to asset categories"),
    "no asset category": Row(400, 4115, "You need to specify at least one asset category"),
    "bad asset category": Row(400, 4116, "Invalid asset category id"),
    "no asset categories": Row(
        400,
        4117,
        "The work order doesn't have assigned asset categories. You need to specify at least one"
        " asset category",
    ),
    "root causes by category": Row(
        400,
        4118,
        "You need to specify one root cause per asset category for all asset categories assigned"
        " to the work order",
    ),
    "asset category needed": Row(400, 4120, "Asset category is required"),
    "multiple root causes": Row(
        403,
        4121,
        "You must use a method to set multiple root causes when you have access to asset"
        " categories",
    ),
    "resolution codes by category": Row(
        400,
        4122,
        "You need to specify up to 3 resolution codes per asset category for all asset categories"
        " assigned to the work order",
    ),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
