"""The OAuth 2.0 endpoints, on Authlib's server.

Authlib is synchronous and asks no framework: the pipeline reads the form first, and this adapter
hands it over.  Times, random numbers, records and settings come from the sandbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge

from emulator.kernel import aliases
from emulator.kernel.aliases import DEFAULT
from emulator.kernel.clock import Clock
from emulator.kernel.grants import (
    Application,
    AuthorizationCode,
    ClientCredentials,
    Password,
    Refresh,
)
from emulator.kernel.logins import Client, Code, Logins, Token
from emulator.kernel.operation import Answer, Record, Records
from emulator.kernel.request import Request
from emulator.kernel.vendor import Grant, OAuth

#: For what Authlib refuses without an explanation of its own.
DESCRIPTIONS = {
    "invalid_grant": "The grant is unknown, expired or another client's.",
    "unsupported_grant_type": "The grant type is missing or not supported.",
    "unsupported_response_type": "The response type is not code.",
}


class Form(OAuth2Request):  # type: ignore[misc]
    """A request whose form has been read.  Its URI is never plain http, which Authlib refuses."""

    def __init__(self, request: Request, given: Mapping[str, str]) -> None:
        basic = request.header(b"authorization")
        headers = {"Authorization": basic} if basic else {}
        super().__init__(request.method, "https://localhost/", headers=headers)
        self._form = _named(given)
        self.payload = BasicOAuth2Payload({**_named(request.parameters()), **self._form})

    @property
    def form(self) -> Mapping[str, str]:
        return self._form


def _named(given: Mapping[str, str]) -> dict[str, str]:
    """Without `scope`, as there are none; legacy pages have `redirect_URL` for `redirect_uri`."""
    return {
        "redirect_uri" if name.lower() == "redirect_url" else name: value
        for name, value in given.items()
        if name != "scope"
    }


class TokenServer(AuthorizationServer):  # type: ignore[misc]
    """One vendor's logins in one sandbox.

    settings: the profile's section `tokens`, changed in place when the profile changes.
    """

    def __init__(
        self,
        oauth: OAuth,
        records: Records,
        clock: Clock,
        random: Random,
        logins: Logins,
        sandbox: str = DEFAULT,
    ) -> None:
        super().__init__()
        self.id_field = records.id_field
        self.oauth, self.records, self.clock = oauth, records, clock
        self.random, self.logins, self._sandbox = random, logins, sandbox
        self.settings: Record = {}
        for grant in (Password, Refresh, ClientCredentials):
            self.register_grant(grant)
        self.register_grant(AuthorizationCode, [CodeChallenge(required=False)])
        self.register_token_generator("default", self._generate)

    # what Authlib asks of a framework

    def query_client(self, client_id: str) -> Application | None:
        client = self.client(client_id)
        if client is None or not client.is_active:
            return None
        return Application(client, self.oauth.grants, is_public=self.oauth.public_refresh)

    def create_oauth2_request(self, request: Form) -> Form:
        return request

    def handle_response(self, status: int, body: object, headers: list[tuple[str, str]]) -> Answer:
        return Answer(status, body or None, {k.lower(): v for k, v in headers})

    def handle_error_response(self, request: Form, error: OAuth2Error) -> Answer:
        """Always with a description: clients know a refusal by that key."""
        if not error.description or error.error == "unsupported_response_type":
            error.description = DESCRIPTIONS[error.error]
        error.status_code = self.oauth.statuses.get(error.error, error.status_code)
        return super().handle_error_response(request, error)  # type: ignore[no-any-return]

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def save_token(self, token: Record, request: Form) -> None:
        now, settings, user_id = self.clock.now(), self.settings, request.user[self.id_field]
        if settings.get("login_revokes") and request.payload.grant_type == "password":
            for old in self.logins.matching(None, user_id):
                self.logins.revoke(old)
        ends = now + timedelta(seconds=settings["refresh_seconds"])
        if request.refresh_token and settings["refresh_expiry"] == "absolute":
            ends = request.refresh_token.refresh_expires
        self.logins.add(
            Token(
                access=token["access_token"],
                refresh=token["refresh_token"],
                user_id=user_id,
                client_id=request.client.client_id,
                issued=now,
                expires=now + timedelta(seconds=settings["access_seconds"]),
                refresh_expires=ends,
            )
        )

    def _generate(self, *, client: Application, user: Record, **_: object) -> Record:
        now = self.clock.now()
        ends = now + timedelta(seconds=self.settings["access_seconds"])
        grant = Grant(client.client_id, user, now, ends)
        access, refresh = self.oauth.mint(self.random, grant)
        return {
            "access_token": access,
            "token_type": self.settings["token_type"],
            "expires_in": self.settings["expires_in"],
            "refresh_token": refresh,
        }

    # what the grants ask

    @property
    def tells_wrong_secret(self) -> bool:
        """Whether a wrong secret is told apart from an unknown client, by `invalid_client`."""
        return bool(self.settings.get("wrong_secret") != "redirect")

    def is_public(self, grant_type: str | None) -> bool:
        """Whether a refresh token is enough, without the client's secret, and now its id."""
        return self.oauth.public_refresh and grant_type == Refresh.GRANT_TYPE

    def owner(self, refresh_token: str) -> str:
        """The client that a refresh token was issued to; "" if that has to be said, or is none."""
        known = self.logins.by_refresh.get(refresh_token)
        return known.client_id if known and self.settings.get("refresh_client") != "needed" else ""

    def client(self, client_id: str) -> Client | None:
        """The application that an id, or its alias in this sandbox, names."""
        return self.oauth.find_client(self.records, self.real(client_id))

    def named(self, username: str) -> Record | None:
        """The user whom a user name, or its alias in this sandbox, names."""
        return self.oauth.find_user(self.records, self.real(username))

    def new_code(self) -> str:
        """An authorization code, or what a browser is known by."""
        return self.random.randbytes(24).hex()

    def new_session(self) -> str:
        """A session's credential."""
        return self.oauth.new_session(self.random)

    def real(self, credential: str) -> str:
        """The credential of the records behind one that was handed out for this sandbox."""
        return aliases.real(credential, self._sandbox)

    def alias(self, credential: str) -> str:
        """What is handed out for a credential of this sandbox."""
        return aliases.alias(credential, self._sandbox)

    def user(self, user_id: int) -> Record | None:
        user = self.records.get(self.oauth.user_table, user_id)
        return None if user is None or self.oauth.is_locked(user) else user

    def sign_in(self, username: str, password: str) -> Record:
        """The user, or InvalidGrantError; a known user name counts against the login limit."""
        user = self.named(username)
        if user is not None:
            self.logins.count_login(user[self.id_field], self.clock.now(), self.settings)
        if user is None or not self.oauth.check_password(user, password):
            raise InvalidGrantError("The user name or password is incorrect.")
        if self.oauth.is_locked(user):
            raise InvalidGrantError("The user is locked.")
        return user

    def refreshable(self, refresh_token: str) -> Token | None:
        token = self.logins.by_refresh.get(refresh_token)
        return token if token and self.clock.now() < token.refresh_expires else None

    def come_back(self, token: Token) -> Record:
        """The user of a refresh token, counted against the login limit; or InvalidGrantError."""
        self.logins.count_login(token.user_id, self.clock.now(), self.settings)
        user = self.user(token.user_id)
        if user is None:
            raise InvalidGrantError("The user is locked.")
        return user

    def user_behind(self, user_id: int | None) -> Record:
        """The user that a client acts as; or InvalidGrantError."""
        user = None if user_id is None else self.user(user_id)
        if user is None:
            raise InvalidGrantError("The client's user is gone or inactive.")
        return user

    def give_up(self, refresh_token: str) -> None:
        """The end of a refresh token; its access token lives on, unless the profile says more."""
        token = self.logins.by_refresh.get(refresh_token)
        if token is not None and self.settings.get("revoke_ends_access"):
            self.logins.revoke(token)
        elif token is not None:
            self.logins.use_up(token)

    def rotate(self, used: Token) -> None:
        if self.settings["refresh_rotation"] == "single_use":
            self.logins.use_up(used, "the refresh token was used already, and is good for once")

    def save_code(self, code: str, request: Form) -> None:
        data = request.payload.data
        self.logins.codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            user_id=request.user[self.id_field],
            expires=self.clock.now() + timedelta(seconds=self.settings["code_seconds"]),
            code_challenge=data.get("code_challenge"),
            code_challenge_method=data.get("code_challenge_method"),
        )

    def usable_code(self, code: str, client: Application) -> Code | None:
        known = self.logins.codes.get(code)
        if known is None or known.client_id != client.client_id:
            return None
        return known if self.clock.now() < known.expires else None

    # what the endpoints ask

    def token(self, form: Form) -> Answer:
        """Issue a token, or say why not, as RFC 6749 does."""
        return self.create_token_response(form)  # type: ignore[no-any-return]

    def not_granted(self, form: Form) -> Answer:
        """What a refresh token that nobody knows is told."""
        return self.handle_error_response(form, InvalidGrantError())

    def consent(self, form: Form, user: Record | None) -> "Consent | Answer":
        """What the authorize page is asked for, once it is found to be in order."""
        try:
            return Consent(self, form, self.get_consent_grant(form, user))
        except OAuth2Error as error:
            return self.handle_error_response(form, error)
        except ValueError:  # Authlib quotes the request where RFC 6749 allows few characters
            return self.handle_error_response(form, InvalidRequestError("A parameter is garbled."))


@dataclass(frozen=True, slots=True)
class Consent:
    """An authorization request that is in order and waits for its user."""

    server: TokenServer
    form: Form
    grant: object

    def answer(self, user: Record | None) -> Answer:
        """Redirect with a code for the user, or with `access_denied` for none."""
        answer: Answer = self.server.create_authorization_response(
            self.form, user, grant=self.grant
        )
        return answer
