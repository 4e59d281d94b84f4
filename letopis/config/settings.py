"""Settings of Letopis: one file, read from the environment, refusing values that cannot work.

Everything the product writes lives under LETOPIS_HOME. The variables are described in docs/admin/settings.md.
"""

import os
import secrets
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

env = environ.Env()

# What is written from here on is its owner's alone: base, uploads, keys, copies.
os.umask(0o077)
PACKAGE = Path(__file__).resolve().parent.parent
LETOPIS_HOME = Path(env.str("LETOPIS_HOME", default="var")).resolve()
LETOPIS_HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return LETOPIS_SECRET_KEY, or a key made once and kept in LETOPIS_HOME with mode 0600."""
    given: str = env.str("LETOPIS_SECRET_KEY", default="")
    if given:
        return given
    kept = LETOPIS_HOME / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text().strip()


DEBUG = env.bool("LETOPIS_DEBUG", default=False)
# The showroom: the sign-in page lists one login for each role, /styleguide/ is served.
DEMO = env.bool("LETOPIS_DEMO", default=False)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("LETOPIS_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = env.bool("LETOPIS_HTTPS", default=False)
# Of each server process; `letopis serve --threads` says it.
THREADS = env.int("LETOPIS_THREADS", default=4)
# Seconds for the first bytes of what is sent (web/shared/front.py).
BODY_SECONDS = env.float("LETOPIS_BODY_SECONDS", default=15.0)


def _proxies() -> list[IPv4Network | IPv6Network]:
    """Return whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses and networks."""
    try:
        return [ip_network(one.strip()) for one in env.list("LETOPIS_PROXIES", default=[])]
    except ValueError as error:
        sys.exit(f"LETOPIS_PROXIES: addresses or networks parted by commas, as 127.0.0.1,10.0.0.0/8: {error}")


PROXIES = _proxies()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "letopis.web.account",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "letopis.school.organisation",
    "letopis.school.history",
    "letopis.school.people",
    "letopis.school.access",
    "letopis.school.classes",
    "letopis.school.tutoring",
    "letopis.school.curriculum",
    "letopis.school.timetable",
    "letopis.school.journal",
    "letopis.school.periods",
    "letopis.school.attendance",
