"""Russian text as keys: SQLite and PostgreSQL disagree about Ё and case, stored keys do not."""

import re
import unicodedata

# Latin capitals that no eye tells from Russian ones.
_TWINS = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_QUOTES = re.compile("[«»\"“”„‟'‘’]")
_GAP = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """Return `text` in NFC with every run of white space (no-break ones too) as one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def on_screen(text: str) -> str:
    """Return what a file of others says as one line of a terminal: what would steer it or turn the line is «·»."""
    return "".join(sign if sign.isprintable() else "·" for sign in text)


def search_key(text: str) -> str:
    """Return the form names are compared and searched in: case folded, ё as е, single spaces."""
    return clean(text).casefold().replace("ё", "е")


def sort_key(*parts: str) -> str:
    """Return the key people are listed by: surname, name, patronymic; Ё stands with Е, a shorter part first."""
    return "\t".join(search_key(part) for part in parts)


def name_key(text: str) -> str:
    """Return the form by which a name that people give (a class, a room, a subject) is one of its kind.

    What the eye does not tell apart is the same: Latin «5A» and Russian «5А», case, ё and е, quotes, what is not seen,
    and any gap: «ИС-21», «ИС 21», «ИС21». Only between two digits a gap says something: «1-2» is no «12».
    """
    plain = _UNSEEN.sub("", _QUOTES.sub("", clean(text))).upper().translate(_TWINS)
    return search_key(_GAP.sub(_gap, plain.strip()))


def _gap(found: "re.Match[str]") -> str:
    text, start, end = found.string, found.start(), found.end()
    return "-" if start and end < len(text) and text[start - 1].isdigit() and text[end].isdigit() else ""


def in_russian(text: str) -> str:
    """Return `text` with every Latin letter that looks like a Russian capital as that one."""
    return "".join(one.upper().translate(_TWINS) if one.isascii() and one.isalpha() else one for one in text)


def twin_message(name: str, twin: str) -> str:
    """Return why a name is refused beside its twin, which looks the same and is written otherwise."""
    return f"«{name}» не отличить на вид от «{twin}»: разные раскладка, пробел или тире. Назовите иначе."


def plural(number: int, forms: str) -> str:
    """Return the form of `forms` («урок,урока,уроков») that agrees with `number`; ValueError unless there are three."""
    one, few, many = (form.strip() for form in forms.split(","))
    rest = abs(int(number)) % 100
    if 11 <= rest <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(rest % 10, many)
