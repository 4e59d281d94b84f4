"""Settings of Letopis: one file, read from the environment, refusing values that cannot work.

Everything the product writes lives under LETOPIS_HOME. The variables are described in docs/admin/settings.md.
"""

import os
import secrets
import sys
from datetime import time
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
    "letopis.school.witnessing",
    "letopis.school.classes",
    "letopis.school.tutoring",
    "letopis.school.curriculum",
    "letopis.school.timetable",
    "letopis.school.journal",
    "letopis.school.periods",
    "letopis.school.attendance",
    "letopis.school.grading",
    "letopis.school.councils",
    "letopis.school.workload",
    "letopis.school.years",
    "letopis.documents.journal_paper",
    "letopis.documents.extracts",
    "letopis.documents.stamps",
    "letopis.documents.archive",
    "letopis.documents.handover",
    "letopis.documents.signatures",
    "letopis.documents.carriers",
    "letopis.documents.keeping",
    "letopis.documents.school_import",
    "letopis.documents.backup",
    "letopis.web.shared",
    "letopis.web.teacher",
    "letopis.web.office",
    "letopis.web.family",
    "letopis.demo",
]

MIDDLEWARE = [
    "letopis.web.shared.proxies.ProxyMiddleware",  # before all that asks for the address or for https
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "letopis.web.shared.compression.CompressionMiddleware",  # what it leaves out: static files, compressed long ago
    "letopis.web.shared.policy.PolicyMiddleware",
    "letopis.web.shared.sessions.SessionMiddleware",
    "letopis.web.shared.freshness.FreshnessMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "letopis.web.shared.middleware.AuthenticationMiddleware",
    "letopis.web.shared.privacy.PrivacyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "letopis.web.shared.keeping.KeepingMiddleware",  # before what may end a session
    "letopis.web.account.idle.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "letopis.web.shared.middleware.ActorMiddleware",
]

ROOT_URLCONF = "letopis.config.urls"
WSGI_APPLICATION = "letopis.config.wsgi.application"
FORM_RENDERER = "letopis.web.shared.forms.Renderer"
CSRF_FAILURE_VIEW = "letopis.web.shared.views.csrf_failure"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["letopis.web.shared.templates_loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "letopis.web.shared.context.page",
            ],
            "builtins": [f"letopis.web.shared.templatetags.{name}" for name in ("letopis", "words")],
        },
    }
]

MESSAGE_STORAGE = "letopis.web.shared.messages.MessageStorage"

# ── database ──────────────────────────────────────────────────────────
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{LETOPIS_HOME / 'letopis.sqlite3'}")}
_database = DATABASES["default"]
_database["ATOMIC_REQUESTS"] = False
_database["HOST"] = unquote(
    _database.get("HOST") or ""
)  # a socket's folder: postgresql://user@%2Frun%2Fpostgresql/base
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Seconds. Opening one anew takes as long as a page's statements, closing the last one empties the log of writes.
    _database["CONN_MAX_AGE"] = 60
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged mark survives a power cut (rule 6 of the design).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _options = _database.setdefault("OPTIONS", {})
    _options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
    # The compiled statements of hot pages (letopis.kernel.statements) are prepared, and planned once a connection, for
    # any values: planning one anew takes as long as reading, and knowing the values would hardly change a plan.
    _options["prepare_threshold"] = 0
    _planning = "-c plan_cache_mode=force_generic_plan"
    # Compiling a statement pays for analytics over millions of rows; ours read few, and it would cost each a second.
    # What a page reads is in memory: by the default, that of turning disks, it would rather read a whole table.
    _planning += " -c jit=off -c random_page_cost=1.1"
    # Beyond so many tables, 8 by default, it joins some by themselves, for a whole school, before it asks for ten rows.
    _planning += " -c join_collapse_limit=10 -c from_collapse_limit=10"
    _options["options"] = f"{_planning} {_options.get('options', '')}".strip()  # what the URL says goes last, and holds
    _database["CONN_MAX_AGE"] = 0
else:
    sys.exit("DATABASE_URL: Letopis works on SQLite and PostgreSQL only")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── accounts ──────────────────────────────────────────────────────────
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["letopis.school.access.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "letopis.web.account.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "login": "letopis.web.account.forms.LoginForm",
    "change_password": "letopis.web.account.forms.ChangePasswordForm",
    "reauthenticate": "letopis.web.account.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "letopis.web.account.forms.CodeForm",
    "reauthenticate": "letopis.web.account.forms.CodeAgainForm",
    "activate_totp": "letopis.web.account.forms.ActivateCodeForm",
}
# Wrong passwords are counted by letopis.school.access.attempts; "login_failed" is left for codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
MFA_TOTP_ISSUER = "Летопись"
MFA_RECOVERY_CODE_COUNT = 10
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_ENGINE = "letopis.school.access.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
# A browser lets go of the pages it keeps for work without a network after so many hours without its owner.
OFFLINE_HOURS = env.float("LETOPIS_OFFLINE_HOURS", default=12.0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # the journal's script sends it back in a header
CSRF_TRUSTED_ORIGINS = env.list("LETOPIS_ORIGINS", default=[])
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "letopis_cache",
        # More than a school's failed sign-ins: what is culled is a limit forgotten.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ── security ──────────────────────────────────────────────────────────
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ── language, time, files ─────────────────────────────────────────────
LANGUAGE_CODE = "ru"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("LETOPIS_TIME_ZONE", default="Europe/Moscow")
STATIC_URL = "static/"
STATIC_ROOT = LETOPIS_HOME / "static"
MEDIA_ROOT = LETOPIS_HOME / "uploads"
# What a browser asks for in its tools alone is not worth the minute of compressing it.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "letopis.web.shared.storage.StaticStorage"
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


# ── copies of the base ────────────────────────────────────────────────
def _whole(name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of the environment, between `least` and `most`."""
    try:
        value = int(env.str(name, default=str(default)))
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        sys.exit(f"{name}: a whole number from {least} to {most}")
    return value


def _time_of_day(name: str, default: str) -> time:
    try:
        return time.fromisoformat(env.str(name, default=default))
    except ValueError:
        sys.exit(f"{name}: a time of day as 02:30")


BACKUP = {
    "to": env.list("LETOPIS_BACKUP_TO", default=[]),
    # At least twice a month: С4, А4.2-4.3.
    "days": _whole("LETOPIS_BACKUP_DAYS", 1, 1, 15),
    "at": _time_of_day("LETOPIS_BACKUP_AT", "02:30"),
    "keep": {
        "days": _whole("LETOPIS_BACKUP_KEEP_DAYS", 30, 1, 3660),
        "weeks": _whole("LETOPIS_BACKUP_KEEP_WEEKS", 13, 0, 530),
        "months": _whole("LETOPIS_BACKUP_KEEP_MONTHS", 12, 0, 900),
        "years": _whole("LETOPIS_BACKUP_KEEP_YEARS", 5, 0, 75),
    },
    "recipients": env.list("LETOPIS_BACKUP_RECIPIENTS", default=[]),
    "passphrase_file": env.str("LETOPIS_BACKUP_PASSPHRASE_FILE", default=""),
    "identity": env.str("LETOPIS_BACKUP_IDENTITY", default=""),
    "rehearse_days": _whole("LETOPIS_BACKUP_REHEARSE_DAYS", 30, 0, 366),
}


def _places(name: str) -> dict[str, str]:
    """Return places by their names: «safe=/mnt/archive,cloud=https://HOST/BUCKET»."""
    found = dict(one.partition("=")[::2] for one in env.list(name, default=[]))
    if any(not key or "/" in key or not where.startswith(("/", "https://", "http://")) for key, where in found.items()):
        sys.exit(f"{name}: NAME=/FOLDER or NAME=https://HOST/BUCKET, parted by commas")
    return found


# The archive's copies: where the server may write them, every how many days each is read whole (Д5.2).
CARRIERS = {
    "places": _places("LETOPIS_CARRIERS"),
    "days": _whole("LETOPIS_CARRIERS_DAYS", 30, 1, 366),
    "offline_days": _whole("LETOPIS_CARRIERS_OFFLINE_DAYS", 183, 1, 1830),
    "at": _time_of_day("LETOPIS_CARRIERS_AT", "03:30"),
    "hours": _whole("LETOPIS_CARRIERS_HOURS", 2, 1, 12),
}
# When the ledger is verified at night.
VERIFY_AT = _time_of_day("LETOPIS_VERIFY_AT", "01:30")


# ── electronic signatures ─────────────────────────────────────────────
def _seconds(name: str, default: float) -> float:
    value = env.float(name, default=default)
    if not 0 < value <= 120:
        sys.exit(f"{name}: seconds, from 1 to 120")
    return float(value)


# A time-stamping authority (RFC 3161): for signatures and checkpoints. "" none: nothing is asked of anybody.
TIMESTAMP_URL = env.str("LETOPIS_TIMESTAMP_URL", default="")
TIMESTAMP_SECONDS = _seconds("LETOPIS_TIMESTAMP_SECONDS", 10)
if TIMESTAMP_URL and not TIMESTAMP_URL.startswith(("http://", "https://")):
    sys.exit("LETOPIS_TIMESTAMP_URL: an address as http://tsa.example/tsr")
SIGNING = {
    # PEM files of roots, beside the school's own certificates, that a signer's certificate or a time stamp leads to.
    "trust": env.list("LETOPIS_SIGNING_TRUST", default=[]),
    # Addresses of lists of certificates taken back (CRL) that are fetched four times a day; none: nobody is asked.
    "crls": env.list("LETOPIS_SIGNING_CRLS", default=[]),
    # A token on this machine (PKCS#11): the module of its driver, its label or the number of its slot.
    "pkcs11_module": env.str("LETOPIS_PKCS11_MODULE", default=""),
    "pkcs11_token": env.str("LETOPIS_PKCS11_TOKEN", default=""),
    "pkcs11_slot": env.int("LETOPIS_PKCS11_SLOT", default=None),
    "openssl": env.str("LETOPIS_OPENSSL", default="openssl"),
}

# ── witnesses and mail ────────────────────────────────────────────────
# Only through which https witnesses are reached; "": directly.
WITNESS_PROXY = env.str("LETOPIS_WITNESS_PROXY", default="")
# When the newest checkpoint is sent by mail, and by what; without EMAIL_URL no mail leaves.
CHECKPOINT_MAIL_AT = _time_of_day("LETOPIS_CHECKPOINT_MAIL_AT", "06:00")
_mail = env.str("EMAIL_URL", default="")
IS_MAIL_SET = bool(_mail)
if IS_MAIL_SET:
    globals().update(env.email_url_config(_mail))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("LETOPIS_MAIL_FROM", default="letopis@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "filters": {"refusals": {"()": "letopis.web.shared.logs.Refusals"}},
    "loggers": {
        "django.request": {"filters": ["refusals"]},
        # They name the owner of each certificate that they do not like; a verdict says what was wrong with it.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        # It quotes what it stumbles over: pieces of a file that somebody has sent.
        "pypdf": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.str("LETOPIS_LOG_LEVEL", default="WARNING")},
}
