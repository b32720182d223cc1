"""Feedback on work orders and providers."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "star score": Row(400, 935, "Invalid Star Score"),
    "rated by another": Row(400, 936, "Work Order was rated another user"),
    "feedback status": Row(400, 904, "Invalid work order status"),
    "feedback answer": Row(400, 2601, "Invalid feedback answer"),
    "feedback order": Row(400, 2602, "Invalid work order number"),
    "feedback subscriber": Row(400, 2603, "Invalid subscriber number"),
    "feedback score": Row(400, 2604, "Invalid feedback score"),
    "feedback comment": Row(400, 2605, "Unsatisfactory answer required a comment"),
    "feedback place": Row(400, 2606, "Invalid LocationId or SetupId provided"),
    "rated provider": Row(400, 101, "Invalid Provider Id"),
    "statistics callers": Row(400, 503, "Only for providers usage"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "giveFeedback": {"Malformed": Row(400, 503, "Request is empty or null")},
}
