"""The specification of a row: what its fields are called, how people write them, what is wrong with a value.

A context declares a row as a dataclass whose fields carry their kind:

    phone: Annotated[str, Phone("Телефон", header="телефон|моб")] = ""

The office's form, the columns of an import, the card, the ledger and the bulk action of the context take labels,
limits, cleaning and messages from there. Labels are texts for phrase(); messages are ready to be shown.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from django.db import models

from letopis.kernel.errors import Refused
from letopis.kernel.text import clean, search_key

FIRST_YEAR, LAST_YEAR = 1900, 2100
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, in Russian with the remedy. `code` tells machines apart what people read."""

    field: str
    message: str
    code: str = "fault"


class Misread(Exception):
    """A cell that is not understood."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Field:
    """One field of a row.

    `card` and `sheet` are its names on a card and in the list of columns of an import, where they differ from the
    form's `label`; a `card` of None: not among the facts of a card. `header` is the pattern of the headers that people
    give it. `missing` is said where a `required` value is. `reader` says who reads it besides the keepers: "" whoever
    sees the card, else a group that the context's veil knows ("private", "health").
    """

    label: str
    _: KW_ONLY
    card: str | None = ""
    sheet: str = ""
    header: str = ""
    help: str = ""
    required: bool = False
    missing: str = "Заполните."
    reader: str = ""

    def clean(self, value: Any) -> Any:
        """Return a typed value in the form that is stored."""
        return value

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Return code and message of what is wrong with a cleaned value on `day`; ("", "") when all is well."""
        return ("required", self.missing) if self.required and value in ("", None) else ("", "")

    def read(self, text: str) -> Any:
        """Return the value that a cell of a sheet says. Raises Misread where it is not understood."""
        return text

    def show(self, value: Any) -> str:
        """Return a stored value as people read it; "" for nothing."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Text(Field):
    """A line of text of at most `limit` signs; `typed`: how many a form takes, where cleaning leaves fewer."""

    limit: int = 300
    typed: int = 0

    def clean(self, value: Any) -> str:
        """White space settled."""
        return clean(str(value or ""))

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Missing or too long."""
        if len(value) > self.limit:
            return "long", f"Помещается {self.limit} знаков. Сократите."
        return super().fault(value, day)


@dataclass(frozen=True)
class Day(Field):
    """A day within the years of those who live. `ahead`: what is said of one that has not come; "": it may be ahead."""

    ahead: str = ""

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """A year that cannot be, a day too early for it."""
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            return "bad_date", f"Год {value.year} не может быть верным: исправьте дату."
        if value and self.ahead and value > day:
            return "future", self.ahead
        return super().fault(value, day)

    def show(self, value: Any) -> str:
        """«12.03.2014»."""
        return f"{value:%d.%m.%Y}" if value else ""


@dataclass(frozen=True)
class OneOf(Field):
    """One of `choices`; `stems` are the beginnings of the words that people write for them, the first match counts;
    «*дом» is met by any part of them.

    `none` is how a form calls an empty value, "" where there must be one; `otherwise` is what words that begin with
    none of the stems mean, None: they are not understood.
    """

    choices: type[models.TextChoices] = models.TextChoices
    stems: tuple[tuple[str, str], ...] = ()
    none: str = ""
    otherwise: str | None = None
    remedy: str = "Выберите значение из списка."

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not one of the list."""
        if value not in self.choices.values and not (value == "" and self.none):
            return "choice", self.remedy
        return "", ""

    def read(self, text: str) -> str:
        """Return the choice that the text begins like."""
        key = search_key(text)
        if not key:
            return "" if self.otherwise is None else self.otherwise
        found = next((value for stem, value in self.stems if _begins(key, stem)), self.otherwise)
        if found is None:
            raise Misread("choice", self.remedy)
        return found

    def show(self, value: Any) -> str:
        """The label of the choice."""
        return str(self.choices(value).label) if value else ""


def _begins(key: str, stem: str) -> bool:
    return stem[1:] in key if stem.startswith("*") else key.startswith(stem)


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no; `yes` and `no` are how a card says it."""

    yes: str = "да"
    no: str = "нет"

    def clean(self, value: Any) -> bool:
        """A truth value."""
        return bool(value)

    def show(self, value: Any) -> str:
        """«есть», «нет»."""
        return self.yes if value else self.no


@dataclass(frozen=True)
class Whole(Field):
    """A whole number within bounds, both included; `remedy` names them."""

    lowest: int = 0
    highest: int = 32_767
    remedy: str = ""

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Missing or out of the bounds."""
        if value is not None and not self.lowest <= value <= self.highest:
            return "bounds", self.remedy or f"Укажите число от {self.lowest} до {self.highest}."
        return super().fault(value, day)


def fields_of(row: type) -> Mapping[str, Field]:
    """Return the specified fields of a row's dataclass by name, in its order."""
    return _fields_of(row)


@cache
def _fields_of(row: Any) -> Mapping[str, Field]:
    hints = get_type_hints(row, include_extras=True)
    found = {
        one.name: next((a for a in get_args(hints[one.name]) if isinstance(a, Field)), None) for one in fields(row)
    }
    return {name: field for name, field in found.items() if field is not None}


def blanks_of(row: type, reader: str) -> dict[str, Any]:
    """Return the empty values of the fields that are for `reader` alone."""
    mine = fields_of(row)
    return {one.name: one.default for one in fields(row) if one.name in mine and mine[one.name].reader == reader}


def facts(row: type, values: object, *, reader: str = "") -> dict[str, tuple[str, str]]:
    """Return label and text of the fields that a card shows to `reader`, by name; the text is "" for nothing."""
    return {
        name: (one.card or one.label, one.show(getattr(values, name)))
        for name, one in fields_of(row).items()
        if one.card is not None and one.reader == reader
    }


def ledger_labels(row: type) -> dict[str, Any]:
    """Return how the ledger names the columns of a row: «номер личного дела», «СНИЛС»."""
    return {name: _small(one.label) for name, one in fields_of(row).items()}


def _small(label: str) -> str:
    """A label within a sentence; an abbreviation keeps its letters."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def cleaned(draft: D) -> D:
    """Return a draft of a row with every value in the form that is stored."""
    return replace(draft, **{name: one.clean(getattr(draft, name)) for name, one in fields_of(type(draft)).items()})  # type: ignore[type-var]


def sound(draft: D, day: date) -> D:
    """Return a draft cleaned. Raises Refused with the first field that is wrong on `day`."""
    draft = cleaned(draft)
    for fault in faults(type(draft), draft, day):
        raise Refused(fault.message, code=fault.code, field=fault.field)
    return draft


def faults(row: type, values: object, day: date, *, but: Collection[str] = ()) -> Iterator[Fault]:
    """Yield what is wrong with the fields of `row` that `values` has as attributes, but for those named."""
    for name, one in fields_of(row).items():
        if name not in but:
            code, message = one.fault(getattr(values, name), day)
            if code:
                yield Fault(name, message, code)
