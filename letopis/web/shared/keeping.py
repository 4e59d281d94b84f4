"""What a browser may keep of this session: what the pages tell their scripts, what answers tell the service worker.

The design and its threats: docs/developer/decisions/0001-what-a-browser-keeps.md.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from letopis.kernel.actor import Actor

# Set at sign-in: «Это общий компьютер».
SHARED = "shared_computer"
HEADER = "X-Letopis-Session"
# A page that has it may be kept by the service worker, for this account.
ACCOUNT = "X-Letopis-Account"
# What a page says about itself with every question of its scripts, «12/34/teacher»: whose it is, opened in which role.
AS = "X-Letopis-As"
NOBODY = "none"


def who(request: HttpRequest, actor: Actor | None) -> dict[str, Any] | None:
    """What a page's scripts know of whose it is; None for a stranger. `person` and `role` are empty without a role.

    `secret` closes what the account has typed and not sent: the same in every session, so that it is read again when
    its owner comes back; only pages of the account's own sessions have it, and each under a mask of its own
    (unmasked()). `session` names the session, no secret.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    account = user.pk
    return {
        "account": account,
        "person": actor.person_id if actor else None,
        "role": str(actor.role) if actor else "",
        "secret": _masked(_digest("letopis.kept.account", str(account))),
        "session": session_tag(request),
        "shared": is_shared(request),
    }


def _masked(secret: bytes) -> str:
    """In two pages it never stands in the same signs: a page's compressed length tells nothing of it (BREACH)."""
    mask, size = secrets.token_bytes(len(secret)), len(secret)
    return (mask + (int.from_bytes(mask) ^ int.from_bytes(secret)).to_bytes(size)).hex()


def unmasked(text: str) -> bytes:
    """Return the secret that a page has masked; its scripts do the same (client/journal/cipher.js)."""
    both = bytes.fromhex(text)
    half = len(both) // 2
    return bytes(one ^ other for one, other in zip(both[:half], both[half:], strict=True))


def is_shared(request: HttpRequest) -> bool:
    """Whether this computer is used by many: nothing is kept there beyond the page's own memory."""
    return bool(request.session.get(SHARED))


def session_tag(request: HttpRequest) -> str:
    """Name the session without giving it away; "" where nobody is signed in."""
    key = request.session.session_key if request.user.is_authenticated else None
    if not key:
        return ""
    # Asked for twice in a request, by the page and by its headers.
    tags: dict[str, str] = request.__dict__.setdefault("session_tags", {})
    if key not in tags:
        tags[key] = _digest("letopis.kept.session", key).hex()[:16]
    return tags[key]


def _digest(salt: str, value: str) -> bytes:
    """Return what Django's salted_hmac() does, of a key that is made once: each page has two."""
    return hmac.digest(_key(salt, settings.SECRET_KEY), value.encode(), "sha256")


@lru_cache(maxsize=16)
def _key(salt: str, secret: str) -> bytes:
    return hashlib.sha256(f"{salt}{secret}".encode()).digest()


class KeepingMiddleware:
    """Says with every answer whose session it is, so that the service worker lets go of what another one left.

    When a session ends, the browser is told to empty its caches as well, what «back» would show among them. Not its
    storage: what other accounts typed and could not send yet lies there, closed, and waits for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.session.session_key if request.user.is_authenticated else None
        response = self.get_response(request)
        tag = session_tag(request)
        response[HEADER] = tag or NOBODY
        if before and not tag:
            response["Clear-Site-Data"] = '"cache"'
        return response


def keepable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say that the service worker may keep a page for this account, unless the computer is shared."""
    if not is_shared(request):
        response[ACCOUNT] = str(request.user.pk)
    return response
