"""When a witness is asked again, since when it is silent, which addresses it may have. Pure."""

import re
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

# A witness that answers is asked at each new checkpoint, and once a day although nothing was entered: is it there?
AFRESH = timedelta(hours=24)
LONGEST_WAIT = timedelta(minutes=15)
_FIRST_WAIT = timedelta(minutes=1)
LONGEST_ADDRESS = 300
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, two, four, at most a quarter of an hour."""
    return min(_FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT) if failures else timedelta(0)


def is_due(
    now: datetime, *, asked_at: datetime | None, answered_at: datetime | None, failures: int, is_cosigned: bool
) -> bool:
    """Say whether a witness is to be asked. `is_cosigned`: it has signed the newest. A clock set back asks."""
    if asked_at is not None and timedelta(0) <= now - asked_at < wait_after(failures):
        return False
    if not is_cosigned or failures or answered_at is None:
        return True
    return not timedelta(0) <= now - answered_at < AFRESH


def silent_since(*, since: datetime, answered_at: datetime | None) -> datetime:
    """Return from when on a witness has said nothing: its last answer, or since it was named."""
    return max(since, answered_at) if answered_at else since


def is_silent(now: datetime, *, since: datetime, answered_at: datetime | None, days: int) -> bool:
    """Say whether a witness is silent for longer than `days`."""
    return now - silent_since(since=since, answered_at=answered_at) > timedelta(days=days)


def clean_address(text: str) -> str:
    """Return a witness's submission prefix without its last slash. Raises ValueError.

    https, or http where nobody else's network lies between: this machine, a private address.
    """
    address = text.strip().rstrip("/")
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or len(address) > LONGEST_ADDRESS:
        raise ValueError(text)
    if parts.username or parts.query or parts.fragment or "?" in address or "#" in address or parts.port == 0:
        raise ValueError(text)
    if not address.isascii() or any(sign <= " " for sign in address):
        raise ValueError(text)
    if parts.scheme == "http" and not _is_near(host):
        raise ValueError(text)
    return address


def _is_near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
