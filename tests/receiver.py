"""A receiver of webhooks without a network: it stands where the sender stands."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from emulator.kernel.sending import Outcome, Outgoing

#: What it says to each message: a status, or why there is no answer.
Answer = int | str


class Receiver:
    """Notes what it is sent and answers from a script; when that ends, with the last of it.

    on: called with each message before it is answered.  hold: whether to wait with the answer.
    """

    def __init__(
        self,
        answers: Iterable[Answer] = (200,),
        on: Callable[[Outgoing], object] | None = None,
    ) -> None:
        self.got: list[Outgoing] = []
        self.on = on
        self.hold: Callable[[Outgoing], bool] = lambda _: False
        self.script(answers)

    def script(self, answers: Iterable[Answer]) -> None:
        """What it answers from now on."""
        self._answers: Iterator[Answer] = iter(answers)
        self._last: Answer = 200

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        self.got.append(outgoing)
        if self.on is not None:
            self.on(outgoing)
        self._last = next(self._answers, self._last)
        await asyncio.sleep(0)  # as any socket, it lets others go on
        while self.hold(outgoing):  # noqa: ASYNC110 - what it waits for is a claim of the test
            await asyncio.sleep(0)
        if isinstance(self._last, int):
            return Outcome(self._last, 0.01)
        return Outcome(None, 0.01, error=self._last)

    @property
    def bodies(self) -> list[bytes]:
        return [outgoing.body for outgoing in self.got]
