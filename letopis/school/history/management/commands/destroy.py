"""`letopis destroy`: what an act on destruction would take out of the ledger, and, with --yes, taking it out."""

import tomllib
from argparse import ArgumentParser
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.exits import NotDone
from letopis.kernel.fields import fields_of
from letopis.kernel.os_errors import reason_of
from letopis.school.history.acts import ActDraft, Preview, Which, preview
from letopis.school.history.destruction import destroy_entries
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

_SHOWN = 20  # students named in the preview
_LISTS = {"entries": int, "students": int, "accounts": int, "courses": int, "rows": str, "tables": str}


class Command(BaseCommand):
    help = "Показывает, что уничтожит в истории акт об уничтожении персональных данных; с --yes уничтожает."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="АКТ.toml", help="акт: docs/admin/destruction.md")
        parser.add_argument("--school", type=int, metavar="ID", help="какая школа, если их несколько")
        parser.add_argument("--yes", action="store_true", help="уничтожить; без этого только показать")

    def handle(self, *args: Any, **options: Any) -> None:
        act, which = _read(options["file"])
        school = self._school(options["school"])
        with serving(school.kind, school.time_zone):
            try:
                shown = preview(school.pk, which)
                self._show(school, act, shown)
                if options["yes"]:
                    made = destroy_entries(Actor.system(school.pk), act=act, which=which, expected=shown.size)
                    self.stdout.write(f"Уничтожено записей: {made.size}. Акт внесён в историю.")
            except Refused as refusal:
                where = fields_of(ActDraft).get(refusal.field)
                message = f"{where.label}: {refusal.message}" if where else refusal.message
                raise NotDone(message) from None
        if options["yes"]:
            self.stdout.write(_forget())
        else:
            self.stdout.write("Ничего не изменено. Чтобы уничтожить, повторите с --yes.")

    def _school(self, chosen: int | None) -> School:
        found = list(School.objects.filter(pk=chosen) if chosen else School.objects.order_by("pk")[:2])
        if len(found) != 1:
            raise NotDone("Назовите школу: --school ID. Номера печатает letopis verify --json (school_id).")
        return found[0]

    def _show(self, school: School, act: ActDraft, shown: Preview) -> None:
        write = self.stdout.write
        write(f"{school.short_name}. Акт № {act.number} от {act.date:%d.%m.%Y}: записей истории {shown.size}")
        if shown.first_day and shown.last_day:
            write(f"  с {shown.first_day:%d.%m.%Y} по {shown.last_day:%d.%m.%Y}")
        for title, number in shown.tables.items():
            write(f"  «{title}»: {number}")
        for student, number in list(shown.students.items())[:_SHOWN]:
            write(f"  карточка № {student}: {number}")
        if (more := len(shown.students) - _SHOWN) > 0:
            write(f"  и ещё карточек: {more}")
        if shown.bare:
            write(f"  Из них формы 1: {shown.bare}. Их отпечатки без соли: короткое содержание по ним можно подобрать.")
        if shown.rows_left:
            write(f"  Строк, которые остаются в таблицах и больше не будут проверяться: {shown.rows_left}.")
            write("  Акт очищает историю; сами карточки и отметки меняют на их страницах, до акта.")


def _read(path: Path) -> tuple[ActDraft, Which]:
    """Read an act from TOML: keys of ActDraft, and a table `what` with those of Which. Raises CommandError."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NotDone(f"Файл не читается: {path} ({reason_of(error)}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotDone(f"{path}: это не TOML в UTF-8: {error}") from None
    what = content.pop("what", None)
    if not isinstance(what, dict):
        raise NotDone(f"{path}: нет раздела [what] — что уничтожить.")
    known = {one.name for one in fields(ActDraft)}
    for name, value in content.items():
        if name not in known or not isinstance(value, date if name == "date" else str):
            raise NotDone(f"{path}: {name} — такого поля в акте нет, или значение не того вида.")
    missing = {one.name for one in fields(ActDraft) if one.name not in content}
    given = {name: "" for name in missing if name not in {"system", "method"}} | content
    if "date" in missing:
        raise NotDone(f"{path}: нет даты акта: date = 2026-11-28.")
    return ActDraft(**given), _which(path, what)


def _which(path: Path, what: dict[str, Any]) -> Which:
    for name, value in what.items():
        is_list = name in _LISTS and isinstance(value, list) and all(type(one) is _LISTS[name] for one in value)
        if not is_list and not (name == "before" and isinstance(value, date)):
            raise NotDone(f"{path}: [what] {name} — такого отбора нет, или значение не того вида.")
    named: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in what.items()}
    return Which(**named)


def _forget() -> str:
    """Leave nothing of what was destroyed in the database's own files, as far as it can be done from here."""
    if connection.in_atomic_block:
        return "Копии базы, сделанные раньше, хранят уничтоженное: уничтожьте и их."
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM history_entry")
    return "Файлы базы вычищены. Копии базы, сделанные раньше, хранят уничтоженное: уничтожьте и их."
