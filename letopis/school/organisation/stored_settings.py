"""Settings of a school as they are stored: read, described for the page that changes them, checked.

What there is to set stands in settings.py.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.words import phrase, phrase_lazy

Kind = Literal["int", "decimal", "bool", "grades", "words", "mails", "address", "choice"]
JsonValue = int | str | bool | list[int] | list[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as the office's form shows it."""

    name: str
    label: str
    clause: str
    changes: str
    help: str
    kind: Kind
    default: Any
    min: Any = None
    max: Any = None
    sources: tuple[tuple[Any, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    def text(self, value: Any) -> str:
        """Return a value as pages show it; a choice by its name."""
        return dict(self.choices).get(value, "") if self.choices else as_text(value)


def settings_of(school: School) -> SchoolSettings:
    """Return the school's settings."""
    return read_settings(school.settings)


def read_settings(stored: Mapping[str, Any]) -> SchoolSettings:
    """Return the settings of School.settings; unknown keys are ignored, so an older program reads a newer base."""
    return SchoolSettings(**{name: _read(_KINDS[name], value) for name, value in stored.items() if name in _KINDS})


def founding_settings(kind: str) -> dict[str, JsonValue]:
    """Return what School.settings of a new school keeps: a college knows no grades without marks, nor junior ones."""
    return to_store(SchoolSettings(unmarked_grades=(), primary_last_grade=0)) if kind == SchoolKind.COLLEGE else {}


def described() -> list[Setting]:
    """Return all settings in the order of the form."""
    return [_described(each) for each in fields(SchoolSettings)]


def checked(name: str, value: Any) -> Any:
    """Return `value` (typed, or text as typed by the office) in the type of the setting.

    Raises Refused with the remedy where it is of another kind or beyond its bounds, KeyError for an unknown setting.
    """
    setting = {setting.name: setting for setting in described()}[name]
    try:
        typed = _read(setting.kind, value)
    except (ValueError, TypeError, InvalidOperation):
        raise Refused(f"«{setting.label}»: {_EXPECTED[setting.kind]}.", code="invalid", field=name) from None
    if setting.choices and typed not in dict(setting.choices):
        raise Refused(f"«{setting.label}»: {_EXPECTED[setting.kind]}.", code="invalid", field=name)
    _check_bounds(setting, typed)
    return typed


def to_store(settings: SchoolSettings) -> dict[str, JsonValue]:
    """Return what School.settings keeps: what differs from the defaults, as JSON values."""
    return {
        setting.name: _plain(getattr(settings, setting.name))
        for setting in described()
        if getattr(settings, setting.name) != setting.default
    }


def as_text(value: Any) -> str:
    """Return a value as the form shows it: «0,50», «1, 2», «14»."""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, str):
        return value
    return str(value).replace(".", ",")


# Of a list of words: so many, each so long.
MOST_WORDS, LONGEST_WORD = 12, 40
_EXPECTED = {
    "int": "нужно целое число",
    "decimal": "нужно число, например 0,50",
    "bool": "нужно «да» или «нет»",
    "words": f"нужны от 1 до {MOST_WORDS} слов или выражений через запятую, каждое до {LONGEST_WORD} знаков",
    "mails": f"нужны адреса почты через запятую, не больше {MOST_WORDS}: director@school17.ru",
    "address": "нужен полный адрес, с которого открывается вход у всех: https://dnevnik.school17.ru",
    "grades": phrase_lazy("нужны номера {grade.gens} через запятую, например 1, 2"),
    "choice": "выберите из списка",
}
_BOOLS = {True: True, False: False, "on": True, "true": True, "1": True, "да": True}
_BOOLS |= {"": False, "off": False, "false": False, "0": False, "нет": False}


def _described(each: "Field[Any]") -> Setting:
    assert each.default is not MISSING
    told = {**each.metadata} | {name: str(each.metadata[name]) for name in ("label", "help", "changes")}
    told.pop("kind", None)
    return Setting(name=each.name, kind=_kind(each), default=each.default, **told)


def _kind(each: "Field[Any]") -> Kind:
    default = each.default
    if "kind" in each.metadata or "choices" in each.metadata:
        return cast(Kind, each.metadata.get("kind", "choice"))
    if isinstance(default, bool):
        return "bool"
    if isinstance(default, Decimal):
        return "decimal"
    if isinstance(default, str):
        return "address"
    if isinstance(default, tuple):
        return "words" if isinstance(default[0], str) else "grades"
    return "int"


_KINDS = {each.name: _kind(each) for each in fields(SchoolSettings)}


def _read(kind: Kind, value: Any) -> Any:
    if kind == "bool":
        if value not in _BOOLS:
            raise ValueError(value)
        return _BOOLS[value]
    if kind == "address":
        return _address(str(value).strip())
    if kind == "choice":
        return str(value)
    if kind == "decimal":
        number = Decimal(str(value).strip().replace(",", "."))
        if not number.is_finite():
            raise ValueError(value)
        return number
    if kind in ("grades", "words", "mails"):
        return _listed(kind, value)
    if isinstance(value, bool):
        raise TypeError(value)
    return int(str(value).strip())


def _listed(kind: Kind, value: Any) -> tuple[Any, ...]:
    """Return a list, typed with commas or stored. Raises ValueError, TypeError."""
    if kind == "words":
        return _words(value.split(",") if isinstance(value, str) else value)
    if kind == "mails":
        return _mails(re.split(r"[,;\s]+", value) if isinstance(value, str) else value)
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    return tuple(sorted({int(part) for part in parts}))


def _words(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a list, each once. Raises ValueError for none, too many, one too long."""
    words = tuple(dict.fromkeys(word for part in parts if (word := clean(str(part)))))
    if not 1 <= len(words) <= MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise ValueError(words)
    return words


def _mails(parts: Iterable[str]) -> tuple[str, ...]:
    """Return addresses of mail, each once, none at all too. Raises ValueError."""
    found = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if len(found) > MOST_WORDS or not all(_MAIL.fullmatch(one) and len(one) <= LONGEST for one in found):
        raise ValueError(found)
    return found


def _address(text: str) -> str:
    """Return an address of the web that opens on everybody's device, "" for none. Raises ValueError."""
    if not text:
        return ""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = parts.hostname or ""
    is_own = host in {"localhost", "::1"} or host.startswith(("127.", "0."))
    if parts.scheme not in {"http", "https"} or is_own or "." not in host or parts.username or len(text) > LONGEST:
        raise ValueError(text)
    if parts.port == 0 or any(sign.isspace() for sign in text):
        raise ValueError(text)
    return parts.geturl()


_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 120  # signs of an address: more does not go on a slip


def _check_bounds(setting: Setting, value: Any) -> None:
    if setting.kind == "grades" and not all(1 <= grade <= 11 for grade in value):
        raise Refused(
            phrase("«{label}»: {grade.noms} бывают с 1 по {last_grade}.", label=setting.label),
            code="out_of_range",
            field=setting.name,
        )
    if setting.min is not None and not setting.min <= value <= setting.max:
        raise Refused(
            f"«{setting.label}»: нужно число от {as_text(setting.min)} до {as_text(setting.max)}.",
            code="out_of_range",
            field=setting.name,
        )


def _plain(value: Any) -> JsonValue:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def changed(settings: SchoolSettings, values: Mapping[str, Any]) -> SchoolSettings:
    """Return `settings` with `values` checked and put in; unknown names are refused."""
    names = {setting.name for setting in described()}
    for name in values:
        if name not in names:
            raise Refused(f"Такой настройки нет: {name}. Обновите страницу.", code="unknown", field=name)
    kept = {name: getattr(settings, name) for name in names}
    return SchoolSettings(**kept | {name: checked(name, value) for name, value in values.items()})
