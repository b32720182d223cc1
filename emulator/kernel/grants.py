"""The grants of OAuth 2.0, one class each, and an application as Authlib asks about it.

What they ask of the server is in `tokens.py`.
"""

from collections.abc import Collection

from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request, grants

from emulator.kernel.logins import Client, Code, Token
from emulator.kernel.record import Record

METHODS = ["client_secret_basic", "client_secret_post"]
PUBLIC = [*METHODS, "none"]


class Application(ClientMixin):  # type: ignore[misc]
    """A registered application, as Authlib asks about it."""

    def __init__(self, client: Client, offered: Collection[str], *, is_public: bool) -> None:
        self._client, self._offered, self._is_public = client, offered, is_public
        self.client_id, self.user_id = client.client_id, client.user_id

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
        return endpoint != "token" or method in METHODS or self._is_public

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self._offered


class Password(grants.ResourceOwnerPasswordCredentialsGrant):  # type: ignore[misc]
    """A user name and a password for a token, as the real clients do (RFC 6749, 4.3)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username: str, password: str) -> Record:
        return self.server.sign_in(username, password)  # type: ignore[no-any-return]


class Refresh(grants.RefreshTokenGrant):  # type: ignore[misc]
    """A refresh token for another token (RFC 6749, 6); some vendors ask for no secret."""

    TOKEN_ENDPOINT_AUTH_METHODS = PUBLIC
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token:
        return self.server.refreshable(refresh_token)  # type: ignore[no-any-return]

    def authenticate_user(self, refresh_token: Token) -> Record:
        return self.server.come_back(refresh_token)  # type: ignore[no-any-return]

    def revoke_old_credential(self, refresh_token: Token) -> None:
        self.server.rotate(refresh_token)


class AuthorizationCode(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """A code that the sign-in page gave for a token (RFC 6749, 4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        return self.server.new_code()  # type: ignore[no-any-return]

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        self.server.save_code(code, request)

    def query_authorization_code(self, code: str, client: Application) -> Code | None:
        return self.server.usable_code(code, client)  # type: ignore[no-any-return]

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.logins.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Record | None:
        return self.server.user(authorization_code.user_id)  # type: ignore[no-any-return]


class ClientCredentials(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """A client's own credentials for a token (RFC 6749, 4.4), with a refresh token at once.

    `unauthorized_client` where the vendor does not offer it.
    """

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def create_token_response(self) -> tuple[int, Record, list[tuple[str, str]]]:
        """Raises InvalidGrantError if the client's user cannot log in."""
        self.request.user = self.server.user_behind(self.request.client.user_id)
        token = self.generate_token(user=self.request.user, include_refresh_token=True)
        self.save_token(token)
        return 200, token, self.TOKEN_RESPONSE_HEADER
