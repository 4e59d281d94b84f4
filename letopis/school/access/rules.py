"""Login names, one-time passwords, reasons and who may hold which role, over plain values."""

import re
import secrets
from collections.abc import Collection
from datetime import date

from letopis.kernel.errors import Refused
from letopis.kernel.roles import APPOINTED, Role
from letopis.school.people.rules import has_left

# Letters of a foreign passport (ICAO 9303, order of the МВД № 773 of 2020): what people know their names by.
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыэюя"
_ICAO = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y e iu ia"
_LATIN = str.maketrans(dict(zip(_CYRILLIC, _ICAO.split(), strict=True)))
_NOT_LOGIN = re.compile(r"[^a-z0-9-]+")
LOGIN_LENGTH = 40

# No 0 and o, 1, i and l: a slip is read by children and copied by hand. 31 signs, ten of them: 49 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 2, 5
LONGEST_REASON = 500


def told(reason: str, *, otherwise: str) -> str:
    """Return why an act is done, as the ledger keeps it. Raises Refused without it (`otherwise`) and over 500 signs."""
    reason = reason.strip()
    if not reason:
        raise Refused(otherwise, code="no_reason", field="reason")
    if len(reason) > LONGEST_REASON:
        message = f"Причина: {len(reason)} знаков, а можно {LONGEST_REASON}. Сократите текст."
        raise Refused(message, code="too_long", field="reason")
    return reason


def latin(text: str) -> str:
    """Return a name in small Latin letters, digits and hyphens: «Щукина-Ёлкина» → «shchukina-elkina»."""
    return _NOT_LOGIN.sub("", text.casefold().translate(_LATIN)).strip("-")


def login_base(surname: str, name: str) -> str:
    """Return the login somebody gets while nobody has it: «ivanova.m»."""
    parts = [latin(surname), latin(name)[:1]]
    return ".".join(part for part in parts if part)[:LOGIN_LENGTH] or "user"


def free_login(base: str, taken: Collection[str]) -> str:
    """Return `base`, or the first of `base`2, `base`3 … that is not among `taken`."""
    number, login = 1, base
    while login in taken:
        number += 1
        login = f"{base}{number}"
    return login


def one_time_password() -> str:
    """Return a password for a slip: «kd7mq-3wxh9»."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def is_employed(hired_on: date | None, dismissed_on: date | None, day: date) -> bool:
    """Say whether an employee signs in on `day`: from the day of hiring, and not on that of dismissal (Т4.5.1, Т4.5.5).

    A day that is not written down bounds nothing.
    """
    return (hired_on is None or hired_on <= day) and not has_left(dismissed_on, day)


def may_hold(*, is_staff: bool, held: Collection[Role]) -> tuple[Role, ...]:
    """Return the roles of the whole school that may be offered: staff any not held, others that of an external user."""
    return tuple(role for role in APPOINTED if (is_staff or role == Role.EXTERNAL) and role not in held)
