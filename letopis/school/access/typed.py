"""What fingers and phones make of a login and of a password, over plain values.

A login and the password of a slip are made by the product out of few signs, so that most slips of the fingers can be
undone without a doubt. A password of one's own may hold any sign: it is taken as it was typed, in one Unicode form
(NIST SP 800-63B, 5.1.1.2), and what is often wrong with it is named instead of mended.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from letopis.school.access.rules import ALPHABET, GROUP_LENGTH, GROUPS

# The same keys in the Russian layout and in the Latin one.
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LAYOUT = str.maketrans(_RUSSIAN, _KEYS)
# Letters that look the same; only they may stand among Latin ones by mistake of the eye, not of the layout.
_LOOKALIKES = str.maketrans("асеорхук", "aceopxyk")
_DASHES = re.compile(r"[‐‑‒–—―−﹘﹣-]")
# Spaces of all kinds, and signs without width that come with what was copied.
_BLANKS = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060\ufeff]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_SLIP = re.compile(f"[{ALPHABET}]{{{GROUPS * GROUP_LENGTH}}}")
_LIKE_SLIP = re.compile(rf"[a-z0-9]{{{GROUP_LENGTH}}}-[a-z0-9]{{{GROUP_LENGTH}}}")

# By name, as the page's script knows them too.
HINTS = {
    "layout": "В пароле русские буквы: возможно, включена русская раскладка.",
    "caps": "В пароле только большие буквы: возможно, включён Caps Lock.",
    "space": "В начале или в конце пароля пробел.",
    "dash": "В пароле длинное тире: телефон мог поставить его вместо дефиса.",
    "slip": "В пароле с листка не бывает 0, 1, o, i и l: посмотрите на листок ещё раз.",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a typed password. `of_slip`: it may only open an account whose slip was not used yet."""

    password: str
    of_slip: bool = False


def login(text: str) -> str:
    """Return the login that was meant: «Щкдщмф ю У», «ORLOVA.E », «ｏrlova.e» → «orlova.e».

    Logins are of small Latin letters, digits, points and hyphens only, so that none of this can mean another one:
    letters all Russian are the other layout, Russian ones among Latin ones are those that look the same.
    """
    plain = _plain(text)
    if _CYRILLIC.search(plain):
        plain = plain.translate(_LOOKALIKES if _LATIN.search(plain) else _LAYOUT)
    return plain


def code(text: str) -> str:
    """Return the code of a second factor without the spaces and hyphens that it is shown with: «123 456» → «123456»."""
    return _plain(text).replace("-", "")


def normal(password: str) -> str:
    """Return a password in the form that is hashed: the same signs are the same password on every device."""
    return unicodedata.normalize("NFKC", password)


def candidates(password: str) -> tuple[Candidate, ...]:
    """Return what the typed password may mean, the likeliest first.

    How many there are follows from what was typed alone: whoever measures the time learns nothing about the account.
    The second is for passwords hashed before they were brought to one form.
    """
    own = dict.fromkeys((normal(password), password))
    slip = of_slip(password)
    return tuple(Candidate(one) for one in own) + ((Candidate(slip, of_slip=True),) if slip and slip not in own else ())


def of_slip(password: str) -> str:
    """Return the one-time password that was meant: «KD7MQ – 3WXH9» → «kd7mq-3wxh9»; "" where it cannot be one.

    0 and o, 1, i and l stand in no slip, so that there is nothing they could be taken for.
    """
    plain = _plain(password).replace("-", "")
    if _CYRILLIC.search(plain) and not _LATIN.search(plain):
        plain = plain.translate(_LAYOUT)
    if not _SLIP.fullmatch(plain):
        return ""
    return "-".join(plain[start : start + GROUP_LENGTH] for start in range(0, len(plain), GROUP_LENGTH))


def hints(password: str) -> list[str]:
    """Return what is often wrong with a password like this, in words; about the typed text alone."""
    return [HINTS[name] for name in _doubts(password)]


def _doubts(password: str) -> Iterator[str]:
    letters = [sign for sign in password if sign.isalpha()]
    if _CYRILLIC.search(password):
        yield "layout"
    if len(letters) > 1 and all(sign.isupper() for sign in letters):
        yield "caps"
    if password != password.strip():
        yield "space"
    if _DASHES.sub("-", password) != password:
        yield "dash"
    if _LIKE_SLIP.fullmatch(plain := _plain(password)) and not of_slip(plain):
        yield "slip"


def _plain(text: str) -> str:
    """One form, small letters, hyphens for dashes, no blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return _DASHES.sub("-", _BLANKS.sub("", folded))
