"""What can be set, with defaults and help; the only reader of the environment."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from emulator.kernel.clock import Clock, parse_instant
from emulator.kernel.errors import Mistake
from emulator.kernel.storms import PRESETS
from emulator.kernel.targets import host_of

PREFIX = "EMULATOR_"
URL = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
#: Variables of the commands that talk to a server.
OF_OTHERS = {"EMULATOR_URL", "EMULATOR_SANDBOX", "EMULATOR_TOKEN"}


class WrongSetting(Mistake):
    """A setting that nothing knows, or a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: a flag of `serve`, and the same as `EMULATOR_…` in the environment."""

    name: str
    default: str
    help: str
    repeatable: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper().replace("-", "_")


SETTINGS = (
    Setting("host", "127.0.0.1", "Address to listen on; anything but loopback asks for a token."),
    Setting("port", "8080", "Port to listen on; 0 picks a free one."),
    Setting("ready-file", "", 'File to write {"url": …, "pid": …} to, once the server answers.'),
    Setting("allow-host", "", "A further Host that is served; others get 421.", repeatable=True),
    Setting(
        "allow-target",
        "",
        "A further host that webhooks may go to; loopback always may.",
        repeatable=True,
    ),
    Setting(
        "public-url",
        "",
        "What absolute URLs in webhook bodies begin with; the request's own if not set.",
    ),
    Setting("data", "", "A folder that keeps the state; in memory if not set."),
    Setting(
        "fixtures",
        "",
        "A folder of fixtures, or VENDOR=FILE; the demo world if not set.",
        repeatable=True,
    ),
    Setting(
        "profile",
        "",
        "[VENDOR=]NAME: limits, lifetimes and quirks of an environment.",
        repeatable=True,
    ),
    Setting(
        "overlay",
        "",
        "VENDOR=FILE or folder: a Swagger 2.0 or OpenAPI 3 document, whose further operations are"
        " served with examples.",
        repeatable=True,
    ),
    Setting("seed", "0", "Seed of everything random."),
    Setting("clock", "", "Instant at which the clock starts; the host's time if not set."),
    Setting("storm", "none", f"What happens to webhooks on their way: {', '.join(PRESETS)}."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server."""

    host: str = "127.0.0.1"
    port: int = 8080
    ready_file: str = ""
    allow_host: tuple[str, ...] = ()
    allow_target: tuple[str, ...] = ()
    public_url: str = ""
    data: str = ""
    fixtures: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    overlay: tuple[str, ...] = ()
    seed: int = 0
    clock: str = ""
    storm: str = "none"
    #: The bearer token of the control plane, where it is asked for.
    control_token: str = field(default="", repr=False)

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
    ) -> "Settings":
        """Flags over environment over defaults.  Raises WrongSetting, naming what it met.

        environ: the process's own, unless another is given.  flags: values by field name.  None,
        empty and missing values do not count.
        """
        given: dict[str, object] = dict(_from_variables(os.environ if environ is None else environ))
        given |= {
            name: value for name, value in (flags or {}).items() if value not in (None, "", ())
        }
        return cls(**_typed(given))  # type: ignore[arg-type]


def _from_variables(environ: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    known = {setting.variable: setting for setting in SETTINGS}
    ours = [name for name in environ if name.startswith(PREFIX) and name not in OF_OTHERS]
    if unknown := [name for name in ours if name not in known]:
        names = ", ".join(sorted(known))
        raise WrongSetting(*(f"{name}: unknown setting; known: {names}" for name in unknown))
    for name in ours:
        if value := environ[name].strip():
            setting = known[name]
            yield _field(setting), value.split() if setting.repeatable else value


def _field(setting: Setting) -> str:
    return setting.name.replace("-", "_")


def _typed(given: Mapping[str, object]) -> dict[str, object]:
    by_field = {f.name: f for f in fields(Settings)}
    typed: dict[str, object] = {}
    for name, value in given.items():
        kind = by_field[name].type
        if kind is int:
            typed[name] = _number(name, value)
        elif isinstance(value, list):
            typed[name] = tuple(value)
        else:
            typed[name] = value
    _check(typed)
    return typed


def _check(typed: Mapping[str, object]) -> None:
    """Raises WrongSetting for a text that cannot be what it should."""
    if (storm := typed.get("storm", "none")) not in PRESETS:
        raise WrongSetting(f"storm: {storm}, expected one of {', '.join(PRESETS)}")
    for host in _texts(typed.get("allow_target")):
        try:
            host_of(host)
        except ValueError as problem:
            raise WrongSetting(f"allow-target: {problem}; expected a host") from None
    if (url := str(typed.get("public_url", ""))) and not URL.fullmatch(url):
        raise WrongSetting(f"public-url: {url}, expected such as http://emulator:8080")
    if clock := typed.get("clock"):
        try:
            Clock(parse_instant(str(clock)))
        except ValueError:
            raise WrongSetting(
                f"clock: {clock}, expected an instant such as 2026-06-15T12:00:00Z"
            ) from None


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple | list) else ()


def _number(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise WrongSetting(f"{name}: {value}, expected a whole number") from None
    if name == "port" and not 0 <= number <= 65535:  # noqa: PLR2004 - TCP
        raise WrongSetting(f"port: {number}, expected 0 to 65535")
    return number
