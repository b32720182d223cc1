"""What can be set, with defaults and help; the only reader of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Mistake

PREFIX = "EMULATOR_"


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
    Setting("public-url", "", "Base of absolute URLs that are made outside a request."),
    Setting("allow-host", "", "A further Host that is served; others get 421.", repeatable=True),
    Setting(
        "fixtures", "", "A folder of fixtures, or VENDOR=FILE; the demo world if not set.", repeatable=True
    ),
    Setting(
        "profile", "", "[VENDOR=]NAME: limits, lifetimes and quirks of an environment.", repeatable=True
    ),
    Setting("seed", "0", "Seed of everything random."),
    Setting("clock", "", "Instant at which the clock starts; the host's time if not set."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server."""

    host: str = "127.0.0.1"
    port: int = 8080
    ready_file: str = ""
    public_url: str = ""
    allow_host: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    seed: int = 0
    clock: str = ""
    #: The bearer token of the control plane, where it is asked for.
    control_token: str = field(default="", repr=False)

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], flags: Mapping[str, object] | None = None
    ) -> "Settings":
        """Flags over environment over defaults.  Raises Mistake, naming what it met.

        flags: values by field name; None, empty and missing ones do not count.
        """
        known = {setting.variable: setting for setting in SETTINGS}
        own = {"EMULATOR_URL", "EMULATOR_SANDBOX"}  # of the other commands
        given: dict[str, object] = {}
        for name, value in environ.items():
            if name.startswith(PREFIX) and name not in own:
                if name not in known:
                    raise Mistake(f"{name}: unknown setting; known: {', '.join(sorted(known))}")
                setting = known[name]
                given[_field(setting)] = value.split() if setting.repeatable else value
        given |= {name: value for name, value in (flags or {}).items() if value not in (None, "", ())}
        return cls(**_typed(given))  # type: ignore[arg-type]


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
    if clock := typed.get("clock"):
        try:
            parse_instant(str(clock))
        except ValueError:
            raise Mistake(f"clock: {clock}, expected an instant such as 2026-06-15T12:00:00Z") from None
    return typed


def _number(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise Mistake(f"{name}: {value}, expected a whole number") from None
    if name == "port" and not 0 <= number <= 65535:  # noqa: PLR2004 - TCP
        raise Mistake(f"port: {number}, expected 0 to 65535")
    return number
