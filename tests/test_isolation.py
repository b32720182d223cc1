"""Many sandboxes at once: what happens in one is seen in no other, whatever it is.

Each operation is followed by a comparison of the sandbox with a model of it alone (tests/crowd.py);
an operation that touched another sandbox too is found when that one is looked at.
"""

from datetime import timedelta
from random import Random
from time import monotonic

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.crowd import USER, Crowd, Model
from tests.servicechannel.demo import BRANDT, ORDER

SANDBOXES = 64
STORMS = ("none", "none", "duplicates", "shuffled", "lossy", "late", "hostile")
PROFILES = ("relaxed", "sandbox2", "production", "2018")


class Play(Crowd):
    """What may happen in a sandbox."""

    def _told(self, model: Model, text: str, begun: int) -> None:
        """What has just happened is told once to each URL, unless there is a storm."""
        self.control("POST", "/clock", model, {"advance": "0s"})
        told = [sent.url for sent in self.receiver.got[begun:] if text.encode() in sent.body]
        assert sorted(told) == sorted(model.now.urls) or model.storm != "none"

    def step(self, operation: str, random: Random) -> None:
        """One operation in some sandbox, and a look at it."""
        model = random.choice([*self.models.values()])
        self.stop(model)
        getattr(self, f"_{operation}")(model, random)
        model = self.models[model.name]
        if model.running is None:
            self.look(model)

    def _login(self, model: Model, random: Random) -> None:
        """Somebody has lost a token; somebody comes with a user name of another sandbox."""
        other = random.choice([*self.models.values()])
        if other is not model and other.name != "default":
            assert self.login(model, f"{USER}@{other.name}").status_code == 400
        model.tokens.clear()
        self.control("POST", "/tokens/revoke", model)
        self.token(model)

    def _check_in(self, model: Model, _: Random) -> None:
        answer = self.call(self.token(model), "POST", "/universalCheckIn", {"UserId": BRANDT})
        if answer is not None:
            is_in = model.now.status[1] == "ON SITE"
            assert answer.status_code == (400 if is_in else 200), answer.text
            model.change(status=("IN PROGRESS", "ON SITE"), system=model.now.system + (not is_in))

    def _check_out(self, model: Model, _: Random) -> None:
        body = {"UserId": BRANDT, "PrimaryStatus": "PartsOnOrder", "Resolution": "done"}
        answer = self.call(self.token(model), "POST", "/universalCheckOut", body)
        if answer is not None and model.now.status[1] != "ON SITE":
            assert answer.status_code == 400
        elif answer is not None:
            assert answer.status_code == 200, answer.text
            model.change(status=("IN PROGRESS", "PARTS ON ORDER"), system=model.now.system + 1)

    def _note(self, model: Model, _: Random) -> None:
        text, begun = f"note {next(self.numbers)} of {model.label}", len(self.receiver.got)
        answer = self.call(self.token(model), "POST", "/notes", {"Note": text})
        if answer is not None:
            assert answer.status_code == 201, answer.text
            model.change(notes=(*model.now.notes, (answer.json()["id"], text)))
            self._told(model, text, begun)

    def _read(self, _: Model, random: Random) -> None:
        """With any token that there ever was; where it is from decides where it leads."""
        everyone = [token for m in self.models.values() for token in sorted(m.known)]
        if tokens := [*everyone, *self.lost]:
            self.call(random.choice(tokens), "GET", "/notes")

    def _advance(self, model: Model, random: Random) -> None:
        by = timedelta(seconds=random.choice((1, 30, 61, 300, 599)))
        before, model.clock = model.clock, model.clock + by
        answer = self.control("POST", "/clock", model, {"advance": f"{by.seconds}s"})
        fell = [due["at"] for due in answer["due"] if due["what"] == "access token expired"]
        ends = sorted(at for at in model.tokens.values() if before < at <= model.clock)
        assert fell == [at.isoformat() for at in ends]

    def _run(self, model: Model, _: Random) -> None:
        """Let a clock run while the others are used."""
        self.look(model)
        self.control("POST", "/clock", model, {"freeze": False})
        model.running = monotonic()

    def _expire(self, model: Model, _: Random) -> None:
        model.tokens = {token: min(at, model.clock) for token, at in model.tokens.items()}
        answer = self.control("POST", "/tokens/expire", model)
        assert answer == {"expired": len(model.tokens)}

    def _limit(self, model: Model, random: Random) -> None:
        self.limited(model, random.choice((None, 1, 3, 10)))

    def _profile(self, model: Model, random: Random) -> None:
        model.profile, model.seconds = random.choice(PROFILES), random.choice((90, 600, 1200))
        self.profiled(model)

    def _storm(self, model: Model, random: Random) -> None:
        model.storm = random.choice(STORMS)
        self.control("PUT", "/webhooks/storm", model, {"preset": model.storm})

    def _subscribe(self, model: Model, _: Random) -> None:
        if len(model.now.urls) < 3:
            url = f"http://localhost:9/{model.label}/{next(self.numbers)}"
            model.change(urls=(*model.now.urls, url))
            self.control("POST", "/webhooks/endpoints", model, {"url": url})

    def _fire(self, model: Model, _: Random) -> None:
        text, begun = f"fired {next(self.numbers)} of {model.label}", len(self.receiver.got)
        event = {"event": "WorkOrderStatusChanged", "record": ORDER, "object": {"Mark": text}}
        answer = self.control("POST", "/webhooks/fire", model, event)
        assert len(answer["deliveries"]) >= (model.storm != "lossy") * len(model.now.urls)
        self._told(model, text, begun)

    def _reset(self, model: Model, _: Random) -> None:
        self.control("POST", "/reset", model)
        model.now, model.tokens, model.window = model.kept, {}, None
        self.profiled(model)
        self.look(model)
        self.labelled(model)

    def _drop(self, model: Model, _: Random) -> None:
        if model.name != "default":
            self._gone(model)
            self.make(model.name)

    def _fork(self, model: Model, random: Random) -> None:
        """Another takes its place as a copy of some sandbox."""
        source = random.choice([*self.models.values()])
        if model.name != "default" and source is not model:
            self.stop(source)
            self._gone(model)
            self.make(model.name, source)

    def _gone(self, model: Model) -> None:
        """It is dropped with a clock that runs: what waits in it would be due in a moment."""
        self.control("POST", "/clock", model, {"freeze": False})
        self.control("DELETE", f"/sandboxes/{model.name}")
        del self.models[model.name]
        self.lost += sorted(model.known)


OPERATIONS = (
    "login", "check_in", "check_out", "note", "note", "read", "read", "advance", "run", "expire",
    "limit", "profile", "storm", "subscribe", "fire", "reset", "drop", "fork",
)  # fmt: skip


@pytest.mark.parametrize(
    ("each", "seed"),
    [
        pytest.param(12, 1, id="12 operations each"),
        *(
            pytest.param(100, seed, id=f"100 operations each, {seed}", marks=pytest.mark.soak)
            for seed in range(3)
        ),
    ],
)
def test_64_sandboxes_that_are_used_at_once_are_each_as_if_alone(each: int, seed: int) -> None:
    random, play = Random(seed), Play(SANDBOXES)  # noqa: S311 - the same plan each time
    try:
        for _ in range(SANDBOXES * each):
            play.step(random.choice(OPERATIONS), random)
        play.look_at_all()
    finally:
        play.close()


class Few(RuleBasedStateMachine):
    """Three sandboxes: a failure is told as the shortest play that has it."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play(3)

    @rule(operation=st.sampled_from(sorted(set(OPERATIONS))), seed=st.integers(0, 99))
    def step(self, operation: str, seed: int) -> None:
        self.play.step(operation, Random(seed))  # noqa: S311 - as above

    def teardown(self) -> None:
        try:
            self.play.look_at_all()
        finally:
            self.play.close()


def test_no_short_play_among_three_sandboxes_shows_one_of_them_in_another() -> None:
    small = settings(max_examples=10, stateful_step_count=30, deadline=None, derandomize=True)
    run_state_machine_as_test(Few, settings=small)
