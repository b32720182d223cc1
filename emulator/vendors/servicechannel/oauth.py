"""ServiceChannel's login: its clients and users, its tokens' shape and its sign-in page.

Source: https://developer.servicechannel.com/basics/general/authentication/
"""

from base64 import urlsafe_b64encode
from html import escape
from random import Random

from emulator.kernel.logins import Client
from emulator.kernel.operation import Record, Records
from emulator.kernel.vendor import Grant, OAuth

#: Bytes behind the prefix of an access token and behind the `!` of a refresh token.
ACCESS_BYTES, REFRESH_BYTES = 240, 48


def find_client(records: Records, client_id: str) -> Client | None:
    """A registered application; any company's users may log in through it."""
    found = records.find("clients", ClientId=client_id)
    return as_client(found[0]) if found else None


def as_client(record: Record) -> Client:
    return Client(
        record["ClientId"], record["ClientSecret"], record["CallbackUris"], record["IsActive"]
    )


def find_user(records: Records, username: str) -> Record | None:
    found = records.find("users", UserName=username)
    return found[0] if found else None


def check_password(user: Record, password: str) -> bool:
    return bool(user["Password"] == password)


def is_locked(user: Record) -> bool:
    """Whether a user is locked, or disabled, which keeps it out as well."""
    return bool(user["IsLocked"] or user.get("Disabled"))


def mint(random: Random, _: Grant) -> tuple[str, str]:
    """Opaque tokens: several hundred characters from `AAEAA`, and four characters, `!`, base64url.

    The `!` finds clients that forget to encode a form's values.
    """
    access = "AAEAA" + _text(random, ACCESS_BYTES)
    refresh = _text(random, 3) + "!" + _text(random, REFRESH_BYTES)
    return access, refresh


def _text(random: Random, size: int) -> str:
    return urlsafe_b64encode(random.randbytes(size)).decode().rstrip("=")


PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; background: #eef2f5; color: #1d2b36; }}
main {{ max-width: 22rem; margin: 12vh auto; background: #fff; padding: 2rem; border-radius: 8px; }}
h1 {{ font-size: 1.25rem; margin: 0 0 1rem; }} label {{ display: block; margin: .75rem 0; }}
input {{ width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }}
button {{ padding: .5rem 1rem; font: inherit; margin: .5rem .5rem 0 0; }}
.wrong {{ color: #a11; }} small {{ color: #5b6b78; }}
</style></head><body><main><h1>{title}</h1>{content}
<p><small>fieldservice-emulator: not ServiceChannel, no real account works here.</small></p>
</main></body></html>
"""
FORM = """{wrong}<form method="post">
<label>User name <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button><button type="submit" name="deny" value="1">Cancel</button>
</form>"""


def sign_in_page(wrong: str) -> str:
    """The form behind `/oauth/authorize`; it posts to its own address."""
    shown = f'<p class="wrong">{escape(wrong)}</p>' if wrong else ""
    return PAGE.format(title="Sign in", content=FORM.format(wrong=shown))


def error_page(reason: str) -> str:
    return PAGE.format(title="Sign-in is not possible", content=f"<p>{escape(reason)}</p>")


LANDING = PAGE.format(
    title="Sign in",
    content="<p>An API client that ends here is unknown or inactive: check client_id and secret,"
    " and that it is a client of this environment.</p>",
)

OAUTH = OAuth(
    grants=("password", "authorization_code", "refresh_token"),
    find_client=find_client,
    find_user=find_user,
    check_password=check_password,
    is_locked=is_locked,
    user_table="users",
    mint=mint,
    sign_in_page=sign_in_page,
    error_page=error_page,
    landing_page=LANDING,
)
