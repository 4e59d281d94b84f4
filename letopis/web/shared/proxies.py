"""Who really asks, behind a proxy: only proxies named in LETOPIS_PROXIES are believed about it.

A header from anybody else is thrown away before anything reads it: with it a guesser would be somebody else at each
try, and http would pass for https.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class ProxyMiddleware:
    """Puts the client's own address into REMOTE_ADDR, and lets X-Forwarded-Proto through from trusted proxies only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer, proxies = str(meta.get("REMOTE_ADDR", "")), settings.PROXIES
        if proxies and is_trusted(peer, proxies):
            meta["REMOTE_ADDR"] = client_address(peer, str(meta.get(FORWARDED[0], "")), proxies)
        else:
            for header in FORWARDED:
                meta.pop(header, None)
        return self.get_response(request)


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the rightmost address of «X-Forwarded-For» that is no trusted proxy's own.

    Each proxy adds at the right whom it answers; what stands left of the first stranger, the stranger may have made
    up. Where an entry is no address, that of the proxy which wrote it.
    """
    known = peer
    for entry in reversed(forwarded.split(",")):
        address = clean_client_ip(entry)
        if address is None:
            return known
        known = str(_plain(address))
        if not is_trusted(known, proxies):
            return known
    return known


def is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    """Say whether `address` (text, perhaps none) is that of a trusted proxy."""
    try:
        plain = _plain(address)
    except ValueError:
        return False
    return any(plain in network for network in proxies)


def _plain(address: str) -> IPv4Address | IPv6Address:
    """An IPv4 address written as IPv6 («::ffff:192.0.2.1») is itself."""
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


@register(deploy=False)
def check_https_has_a_proxy(**_: Any) -> list[CheckMessage]:
    """Behind no trusted proxy nothing is ever https, and every page would be sent to itself for ever."""
    if settings.HTTPS and not settings.PROXIES:
        text = "LETOPIS_HTTPS is on and LETOPIS_PROXIES is empty: nobody's X-Forwarded-Proto is believed."
        return [Warning(text, hint="Name the proxy's address: LETOPIS_PROXIES=127.0.0.1", id="letopis.W001")]
    return []
