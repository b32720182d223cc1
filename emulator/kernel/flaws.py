"""What a receiver should not have done with an event.

    finding                     what shows it
    no dedupe                   what was acknowledged came again and was acted on again
    acts twice                  one message was acted on twice, or again because the first time
                                was not acknowledged
    slow                        no answer within the limit, or hardly
    trusts the order            something was written over because of an older event after a newer
                                one about the same record had come, and was not read in between
    ignores the signature       a forged message was acknowledged or acted on
    answered before storing     an acknowledged event whose call back failed and never came again
    not acknowledged            it was sent as often as the vendor does, and never accepted

A new finding is a row of FINDINGS and a function that names the requests that show it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from emulator.kernel.acts import SUCCESS, Act, Key, Told, Try
from emulator.kernel.callbacks import Trail
from emulator.kernel.deliveries import WAITING, Attempt, Delivery

#: The part of the time limit from which on an answer is hardly in time.
NEAR = 0.8
#: Requests that write over what is there; what is only added cannot undo what is newer.
WRITES_OVER = ("PUT", "PATCH", "DELETE")
#: Whether a vendor takes a status for an acknowledgement.
Accepts = Callable[[str, int], bool]


@dataclass(slots=True)
class Seen:
    """What there is to judge.  newest: by attempt, the newest event that had come before it."""

    trail: Trail
    accepts: Accepts
    newest: dict[int, Delivery] = field(default_factory=dict)

    def __post_init__(self) -> None:
        best: dict[object, Delivery] = {}
        tries = (each for told in self.trail.told for each in told.tries)
        for each in sorted(tries, key=lambda one: one.attempt.span.turn):
            delivery, turn = each.told.delivery, each.attempt.span.turn
            where = delivery.message.endpoint, each.told.about
            if where in best:
                self.newest[turn] = best[where]
            is_newer = where not in best or delivery.id > best[where].id
            if is_newer and delivery.message.about and self.is_taken(each):
                best[where] = delivery

    def is_taken(self, each: Try) -> bool:
        """Whether an attempt was acknowledged; a forged one never is."""
        status = each.attempt.outcome.status
        if status is None or each.attempt.is_forged:
            return False
        return self.accepts(each.told.delivery.vendor, status)


def repeats(seen: Seen, told: Told) -> Iterator[tuple[bool, Act, Act]]:
    """What was done again for an event: whether that was acknowledged, the first, the repetition.

    After an acknowledgement, whatever does the same is a repetition; before it, and where it is not
    certain that the event was the reason, it has to say the same, too.
    """
    done: dict[Key, Act] = {}
    said: dict[tuple[Key, bytes], Act] = {}
    was_taken = False
    for each in (each for each in told.tries if not each.attempt.is_forged):
        for act in (act for act in each.acts if act.is_effect):
            first = said.get((act.key, act.entry.body))
            if first is None and was_taken and act.is_certain:
                first = done.get(act.key)
            if first is not None:
                yield was_taken, first, act
            done.setdefault(act.key, act)
            said.setdefault((act.key, act.entry.body), act)
        was_taken = was_taken or seen.is_taken(each)


def _no_dedupe(seen: Seen, told: Told) -> list[Act] | None:
    found = [(first, act) for taken, first, act in repeats(seen, told) if taken]
    return [act for pair in found for act in pair] or None


def _acts_twice(seen: Seen, told: Told) -> list[Act] | None:
    found = [(first, act) for taken, first, act in repeats(seen, told) if not taken]
    return [act for pair in found for act in pair] or None


def is_slow(attempt: Attempt) -> bool:
    """Whether it had no answer in time, or hardly."""
    return not attempt.is_forged and attempt.outcome.seconds > NEAR * attempt.sent.timeout


def _slow(_: Seen, told: Told) -> list[Act] | None:
    return [] if any(is_slow(each.attempt) for each in told.tries) else None


def _trusts_the_order(seen: Seen, told: Told) -> list[Act] | None:
    return [act for each in told.tries for act in _stale(seen, each)] or None


def _stale(seen: Seen, each: Try) -> Iterator[Act]:
    """What was done for an event because of an attempt that came after a newer event."""
    attempt, told = each.attempt, each.told
    newer = seen.newest.get(attempt.span.turn)
    if attempt.is_forged or newer is None or newer.id <= told.delivery.id:
        return
    if newer.request is not None and newer.request == told.delivery.request:
        return  # of the same change: neither is older
    for act in each.acts:
        # of several that are worked on later, which was read for is not known
        since = attempt.span.after if act.is_certain else seen.trail.first_told(told.about)
        was_read = seen.trail.was_read(told.about, since, act.entry.id)
        if act.is_effect and act.entry.method in WRITES_OVER and not was_read:
            yield act


def _ignores_the_signature(_: Seen, told: Told) -> list[Act] | None:
    forged = [each for each in told.tries if each.attempt.is_forged]
    acts = [act for each in forged for act in each.acts if act.is_effect]
    return acts if acts or any(each.attempt.outcome.status in SUCCESS for each in forged) else None


def _answered_before_storing(seen: Seen, told: Told) -> list[Act] | None:
    if not any(map(seen.is_taken, told.tries)):
        return None
    genuine = (each for each in told.tries if not each.attempt.is_forged)
    acts = [act for each in genuine for act in each.acts if act.is_lost]
    return [act for act in acts if not seen.trail.is_made_good(told, act)] or None


def _not_acknowledged(seen: Seen, told: Told) -> list[Act] | None:
    is_tried = told.delivery.state != WAITING and told.delivery.genuine
    return None if not is_tried or any(map(seen.is_taken, told.tries)) else []


Check = Callable[[Seen, Told], list[Act] | None]
FINDINGS: Mapping[str, tuple[Check, str]] = {
    "no dedupe": (_no_dedupe, "what was acknowledged came again and was acted on again"),
    "acts twice": (_acts_twice, "one event was acted on twice before it was acknowledged"),
    "slow": (_slow, "no answer within the limit, or in the last fifth of it"),
    "trusts the order": (
        _trusts_the_order,
        "an older event was written over a newer one, without reading the record",
    ),
    "ignores the signature": (
        _ignores_the_signature,
        "a message with a wrong signature was acknowledged or acted on",
    ),
    "answered before storing": (
        _answered_before_storing,
        "acknowledged, then its call back failed and never came again: the event is lost",
    ),
    "not acknowledged": (_not_acknowledged, "no attempt was accepted"),
}
