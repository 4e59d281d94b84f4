"""Rules of people's cards over plain values: СНИЛС, telephones, e-mail, names, likeness of two people."""

import re
from dataclasses import dataclass
from datetime import date

from letopis.kernel.text import clean, search_key

SNILS_DIGITS = 11
# Numbers up to 001-001-998 were issued before the check number was introduced.
_LAST_UNCHECKED = 1_001_998
_RUSSIAN_DIGITS = 10
_NOT_DIGITS = re.compile(r"\D+")
_PHONE_SIGNS = re.compile(r"[\d\s()+\-–—./]+")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.\-–][^\W\d_]+)*\.?")


def has_left(dismissed_on: date | None, day: date) -> bool:
    """Say whether an employee works no more on `day`: the day of the dismissal is none of work (Т4.5.5).

    The account is closed on that day, so nobody teaches, leads or signs in on it. `employed()` of the models says the
    same to the base.
    """
    return dismissed_on is not None and dismissed_on <= day


def snils_digits(text: str) -> str:
    """Return the eleven digits of a СНИЛС written in any way; "" for nothing, whatever digits there are otherwise."""
    digits = _NOT_DIGITS.sub("", text)
    # A spreadsheet drops the leading zeros of a number.
    return digits.zfill(SNILS_DIGITS) if digits and SNILS_DIGITS - 2 <= len(digits) < SNILS_DIGITS else digits


def snils_is_valid(text: str) -> bool:
    """Return whether `text` is a СНИЛС by its check number (weights 9…1, modulo 101; 100 and 101 give 00)."""
    digits = snils_digits(text)
    if len(digits) != SNILS_DIGITS:
        return False
    number = digits[:9]
    if int(number) <= _LAST_UNCHECKED:
        return int(number) > 0
    return snils_check(number) == digits[9:]


def snils_check(number: str) -> str:
    """Return the two check digits of the nine digits of a СНИЛС."""
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02d}"


def snils_text(digits: str) -> str:
    """Return «123-456-789 00» for eleven digits, anything else as it is."""
    if len(digits) != SNILS_DIGITS:
        return digits
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def normalise_phone(text: str) -> str | None:
    """Return «+79001234567» for a telephone written in any usual way, "" for nothing, None where it is not one.

    A Russian number may begin with 8, 7, +7 or with its code; a foreign one must begin with «+».
    """
    text = clean(text)
    if not text:
        return ""
    if not _PHONE_SIGNS.fullmatch(text) or text.count("+") > 1:
        return None
    digits = _NOT_DIGITS.sub("", text)
    if text.startswith("+") and not digits.startswith("7"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    if len(digits) == _RUSSIAN_DIGITS + 1 and digits[0] in "78":
        return f"+7{digits[1:]}"
    return f"+7{digits}" if len(digits) == _RUSSIAN_DIGITS else None


def phone_text(phone: str) -> str:
    """Return «+7 900 123-45-67» with no-break spaces for a normalised Russian number, anything else as it is."""
    if len(phone) != len("+79001234567") or not phone.startswith("+7"):
        return phone
    return f"+7\u00a0{phone[2:5]}\u00a0{phone[5:8]}-{phone[8:10]}-{phone[10:]}"


def email_is_valid(text: str) -> bool:
    """Return whether `text` has the form of an e-mail address."""
    return bool(_EMAIL.fullmatch(text.strip()))


def name_is_valid(text: str) -> bool:
    """Return whether `text` may be a surname, a name or a patronymic: letters, with hyphens, apostrophes and spaces."""
    return bool(_NAME.fullmatch(clean(text)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two cards are compared by."""

    surname: str
    name: str
    patronymic: str = ""
    birth_date: date | None = None
    snils: str = ""


def are_alike(one: Likeness, other: Likeness) -> bool:
    """Return whether two cards may be one person's: the same СНИЛС, or the same name and no differing birth date.

    A missing patronymic or birth date does not tell people apart; different ones and different СНИЛС do.
    """
    if one.snils and other.snils:
        return one.snils == other.snils
    same_name = search_key(one.surname) == search_key(other.surname) and search_key(one.name) == search_key(other.name)
    if not same_name or (one.birth_date and other.birth_date and one.birth_date != other.birth_date):
        return False
    patronymics = search_key(one.patronymic), search_key(other.patronymic)
    return not all(patronymics) or patronymics[0] == patronymics[1]
