"""The version of a form: what stood in it when it was opened, carried with it and compared when it is sent.

The version is the values as shown, not a number: a change of what the form does not show is no conflict, a conflict can
show all three values, and what the sender did not touch follows what is recorded. `submit()` compares under the turn
that `form_page` takes, in the transaction that writes (structure.md, «Versions of forms»).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

from letopis.school.history.rows import last_change

NAME = "was"
NOTHING = "–"
_FACT = "="  # what is shown beside the form, not typed in it

F = TypeVar("F", bound="forms.BaseForm | forms.BaseFormSet[Any]")
Rows = Model | QuerySet[Any]


class Line(NamedTuple):
    """One difference, as people read it. `mine`: what was typed; None where the sender did not touch it."""

    label: str
    was: str
    now: str
    mine: str | None
    is_fact: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was recorded since the form was opened: by whom («» unknown), when, and what it clashes with."""

    lines: list[Line]
    who: str
    at: datetime | None
    is_own: bool
    address: str

    is_blind: bool = False  # nobody knows what the sender was shown: the form came without its version

    @property
    def is_whole(self) -> bool:
        """Whether what was typed takes the place of all that is recorded: a list that is written as one."""
        return all(line.mine is None and line.is_fact for line in self.lines)


class Opened:
    """What a form is opened on. `rows`: whose newest entry of the ledger tells who changed them since."""

    def __init__(self, values: Mapping[str, str], *rows: Rows, data: Mapping[str, Any] | None = None) -> None:
        self.now = dict(values)
        self.rows = rows
        self.form: Any = None  # whose fields the values are, also where a button sends none of them
        self.was = self.now if data is None else _read(data.get(NAME, ""))
        self.clash: Conflict | None = None

    @property
    def text(self) -> str:
        """The hidden field; a form that comes back with what is wrong in it stays on the version it was opened on."""
        return "" if self.was is None else json.dumps(self.was, ensure_ascii=False)

    def conflict(self, request: HttpRequest, form: Any) -> Conflict | None:
        """Return what the form clashes with, None where nothing does; then the form is brought to what is recorded.

        A form without a version (a page of before an update, a request made by hand) clashes with all that is recorded.
        """
        is_blind, form = self.was is None, form or self.form
        lines = self._unlike(form) if is_blind else self._since(form)
        if not lines and not is_blind:
            return None
        self.was = self.now
        account_id = request.user.pk
        change = last_change(self.rows)
        who, at, by = change if change else ("", None, None)
        return Conflict(lines, who, at, by == account_id, request.get_full_path(), is_blind)

    def _since(self, form: Any) -> list[Line]:
        """What was recorded since the form was opened."""
        was = self.was or {}
        # Fields come and go with an update of the program: only what both sides know is compared.
        known = [name for name in self.now if name in was or name.startswith(_FACT)]
        known += [name for name in was if name.startswith(_FACT) and name not in self.now]
        found = [name for name in known if was.get(name, "") != self.now.get(name, "")]
        return [line for name in found if (line := self._line(form, name))]

    def _unlike(self, form: Any) -> list[Line]:
        """What is recorded other than it is typed; what is shown beside the form, whole."""
        lines = []
        for name, now in self.now.items():
            if name.startswith(_FACT):
                lines.append(Line(name[1:], "", now or NOTHING, None, is_fact=True))
            elif not _same(field := form.fields[name], mine := _typed(form, name), now):
                lines.append(Line(_label(form, name), "", _told(field, now), _told(field, mine)))
        return lines

    def _line(self, form: Any, name: str) -> Line | None:
        was, now = (self.was or {}).get(name, ""), self.now.get(name, "")
        if name.startswith(_FACT):
            return Line(name[1:], was or NOTHING, now or NOTHING, None, is_fact=True)
        field, mine = form.fields[name], _typed(form, name)
        if _same(field, mine, now):
            return None
        touched = not _same(field, mine, was)
        if not touched:
            _put(form, name, now)
        return Line(_label(form, name), _told(field, was), _told(field, now), _told(field, mine) if touched else None)


def opened_on(form: F, *rows: Rows | None, facts: Mapping[str, object] | None = None, apart: tuple[str, ...] = ()) -> F:
    """Give the form the version of what it shows. Without rows and facts it is a form of something new: no version.

    `facts`: what stands beside the form and what it changes all the same, label → value. `apart`: fields whose first
    value is none of the rows': a day that is proposed.
    """
    there = [row for row in rows if row is not None]
    if not there and facts is None:
        return form
    values = {} if isinstance(form, forms.BaseFormSet) else _initial(form, apart)
    values |= {_FACT + label: str(value) for label, value in (facts or {}).items()}
    version = Opened(values, *there, data=form.data if form.is_bound else None)
    version.form = form
    form.opened = version  # type: ignore[union-attr]
    return form


def version_of(form: "forms.BaseForm | forms.BaseFormSet[Any] | None") -> Opened | None:
    """Return what the form was opened on, None for one of something new."""
    return getattr(form, "opened", None)


def opened_facts(request: HttpRequest, facts: Mapping[str, object], *rows: Rows, is_sent: bool) -> Opened:
    """The version of a form that is no Django form: all it shows are facts. `is_sent`: it is the one that is posted."""
    values = {_FACT + label: str(value) for label, value in facts.items()}
    return Opened(values, *rows, data=request.POST if is_sent else None)


def _read(text: Any) -> dict[str, str] | None:
    """What was sent; None where it is no version at all: a page of before versions, or made by hand."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()):
        return found
    return None


# ── values as a browser sends them ────────────────────────────────────


def _label(form: Any, name: str) -> str:
    return str(form.fields[name].label or form[name].label)


def _initial(form: forms.BaseForm, apart: tuple[str, ...]) -> dict[str, str]:
    names = [name for name, field in form.fields.items() if not field.widget.is_hidden and name not in apart]
    return {name: _sent(form.fields[name], form.get_initial_for_field(form.fields[name], name)) for name in names}


def _sent(field: forms.Field, value: Any) -> str:
    """The text that a browser sends for a value of a field."""
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    if value is None:
        return ""
    prepared = field.prepare_value(value)
    if isinstance(field, forms.ChoiceField):
        return str(prepared)
    shown = field.widget.format_value(prepared)
    return "" if shown is None else str(shown)


def _typed(form: forms.BaseForm, name: str) -> str:
    field = form.fields[name]
    value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return _sent(field, value) if isinstance(value, bool) else str(value if value is not None else "")


def _put(form: forms.BaseForm, name: str, text: str) -> None:
    """Set what is typed in a field."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
    data[form.add_prefix(name)] = text
    if not text and isinstance(form.fields[name], forms.BooleanField):
        del data[form.add_prefix(name)]
    form.data = data


def _same(field: forms.Field, one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return bool(field.to_python(one) == field.to_python(other))
    except ValidationError:
        return False


def _told(field: forms.Field, text: str) -> str:
    """A value as people read it."""
    if isinstance(field, forms.BooleanField):
        return "да" if text else "нет"
    if not text:
        return NOTHING
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(text, text))
    if isinstance(field, forms.DateField):
        try:
            day = field.to_python(text)
        except ValidationError:
            return text
        return f"{day:%d.%m.%Y}" if day else NOTHING
    return text


def _flat(choices: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return found
