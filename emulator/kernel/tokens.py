"""The OAuth 2.0 endpoints, on Authlib's server.

Authlib is synchronous and asks no framework: the pipeline reads the form first, and this adapter
hands it over.  Times, random numbers, records and settings come from the sandbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge

from emulator.kernel.clock import Clock
from emulator.kernel.logins import Code, Logins, Token
from emulator.kernel.operation import Answer, Record, Records
from emulator.kernel.request import Request
from emulator.kernel.vendor import Client, OAuth

OFFERED = ("password", "authorization_code", "refresh_token")
METHODS = ["client_secret_basic", "client_secret_post"]
#: For what Authlib refuses without an explanation of its own.
DESCRIPTIONS = {
    "invalid_grant": "The grant is unknown, expired or another client's.",
    "unsupported_grant_type": "The grant type is missing or not supported.",
    "unsupported_response_type": "The response type is not code.",
}


class Form(OAuth2Request):  # type: ignore[misc]
    """A request whose form has been read.  Its URI is never plain http, which Authlib refuses."""

    def __init__(self, request: Request) -> None:
        basic = request.header(b"authorization")
        headers = {"Authorization": basic} if basic else {}
        super().__init__(request.method, "https://localhost/", headers=headers)
        self._form = _named(request.form())
        self.payload = BasicOAuth2Payload({**_named(request.parameters()), **self._form})

    @property
    def form(self) -> Mapping[str, str]:
        return self._form


def _named(given: dict[str, str]) -> dict[str, str]:
    """Without `scope`, as there are none; legacy pages have `redirect_URL` for `redirect_uri`."""
    return {
        "redirect_uri" if name.lower() == "redirect_url" else name: value
        for name, value in given.items()
        if name != "scope"
    }


class _Client(ClientMixin):  # type: ignore[misc]
    """A registered application, as Authlib asks about it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.client_id = client.client_id

    def get_default_redirect_uri(self) -> str | None:
        uris = self._client.redirect_uris
        return uris[0] if len(uris) == 1 else None

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self._client.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self._client.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method in METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in OFFERED


class _Password(grants.ResourceOwnerPasswordCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username: str, password: str) -> Record:
        return self.server.sign_in(username, password)  # type: ignore[no-any-return]


class _Refresh(grants.RefreshTokenGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token:
        return self.server.refreshable(refresh_token)  # type: ignore[no-any-return]

    def authenticate_user(self, refresh_token: Token) -> Record:
        return self.server.come_back(refresh_token)  # type: ignore[no-any-return]

    def revoke_old_credential(self, refresh_token: Token) -> None:
        self.server.rotate(refresh_token)


class _Code(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        return self.server.mint()[1].replace("!", "")  # type: ignore[no-any-return]

    def save_authorization_code(self, code: str, request: Form) -> None:
        self.server.save_code(code, request)

    def query_authorization_code(self, code: str, client: _Client) -> Code | None:
        return self.server.usable_code(code, client)  # type: ignore[no-any-return]

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.logins.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Record | None:
        return self.server.user(authorization_code.user_id)  # type: ignore[no-any-return]


class _NotOffered(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """Known, and refused with `unauthorized_client`: no client may use it."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class TokenServer(AuthorizationServer):  # type: ignore[misc]
    """One vendor's logins in one sandbox.

    settings: the profile's section `tokens`, changed in place when the profile changes.
    """

    def __init__(
        self, oauth: OAuth, records: Records, clock: Clock, random: Random, logins: Logins
    ) -> None:
        super().__init__()
        self.oauth, self.records, self.clock = oauth, records, clock
        self.random, self.logins = random, logins
        self.settings: Record = {}
        for grant in (_Password, _Refresh, _NotOffered):
            self.register_grant(grant)
        self.register_grant(_Code, [CodeChallenge(required=False)])
        self.register_token_generator("default", self._generate)

    # what Authlib asks of a framework

    def query_client(self, client_id: str) -> _Client | None:
        client = self.oauth.find_client(self.records, client_id)
        return _Client(client) if client and client.is_active else None

    def create_oauth2_request(self, request: Form) -> Form:
        return request

    def handle_response(self, status: int, body: object, headers: list[tuple[str, str]]) -> Answer:
        return Answer(status, body or None, {k.lower(): v for k, v in headers})

    def handle_error_response(self, request: Form, error: OAuth2Error) -> Answer:
        """Always with a description: clients know a refusal by that key."""
        if not error.description or error.error == "unsupported_response_type":
            error.description = DESCRIPTIONS[error.error]
        return super().handle_error_response(request, error)  # type: ignore[no-any-return]

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def save_token(self, token: Record, request: Form) -> None:
        now, settings = self.clock.now(), self.settings
        if settings["login_revokes"] and request.payload.grant_type == "password":
            for old in self.logins.matching(None, request.user["Id"]):
                self.logins.revoke(old)
        ends = now + timedelta(seconds=settings["refresh_seconds"])
        if request.refresh_token and settings["refresh_expiry"] == "absolute":
            ends = request.refresh_token.refresh_expires
        self.logins.add(
            Token(
                access=token["access_token"],
                refresh=token["refresh_token"],
                user_id=request.user["Id"],
                client_id=request.client.client_id,
                issued=now,
                expires=now + timedelta(seconds=settings["access_seconds"]),
                refresh_expires=ends,
            )
        )

    def _generate(self, **_: object) -> Record:
        access, refresh = self.mint()
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
        choice: str = self.settings["wrong_secret"]
        return choice != "redirect"

    def mint(self) -> tuple[str, str]:
        return self.oauth.mint(self.random)

    def user(self, user_id: int) -> Record | None:
        user = self.records.get(self.oauth.user_table, user_id)
        return None if user is None or self.oauth.is_locked(user) else user

    def sign_in(self, username: str, password: str) -> Record:
        """The user, or InvalidGrantError; a known user name counts against the login limit."""
        user = self.oauth.find_user(self.records, username)
        if user is not None:
            self.logins.count_login(user["Id"], self.clock.now(), self.settings)
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

    def rotate(self, used: Token) -> None:
        if self.settings["refresh_rotation"] == "single_use":
            self.logins.by_refresh.pop(used.refresh, None)

    def save_code(self, code: str, request: Form) -> None:
        data = request.payload.data
        self.logins.codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            user_id=request.user["Id"],
            expires=self.clock.now() + timedelta(seconds=self.settings["code_seconds"]),
            code_challenge=data.get("code_challenge"),
            code_challenge_method=data.get("code_challenge_method"),
        )

    def usable_code(self, code: str, client: _Client) -> Code | None:
        known = self.logins.codes.get(code)
        if known is None or known.client_id != client.client_id:
            return None
        return known if self.clock.now() < known.expires else None

    # what the endpoints ask

    def token(self, form: Form) -> Answer:
        """Issue a token, or say why not, as RFC 6749 does."""
        return self.create_token_response(form)  # type: ignore[no-any-return]

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
