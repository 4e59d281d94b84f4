"""`letopis restore`: an empty installation gets back what a copy holds; with --rehearse it is only tried."""

import sys
from argparse import SUPPRESS, ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from letopis.documents.backup import copy_file
from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.locks import Opener, passphrase_of
from letopis.documents.backup.models import How
from letopis.documents.backup.options import options as in_force
from letopis.documents.backup.rehearsing import rehearse
from letopis.documents.backup.restoring import Restored, restore
from letopis.documents.extracts.named import as_signed, text_of
from letopis.kernel.errors import Refused
from letopis.school.history.log.notes import Head, NotANote, head_of, parse


class Command(BaseCommand):
    help = "Возвращает базу, файлы и ключи из копии на пустое место и сверяет. --rehearse только проверяет копию."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="КОПИЯ", help="файл копии или папка: тогда самая новая в ней")
        parser.add_argument("--rehearse", action="store_true", help="вернуть во временную базу, сверить, убрать")
        parser.add_argument("--identity", default="", metavar="ФАЙЛ", help="закрытый ключ age")
        parser.add_argument("--passphrase-file", default="", metavar="ФАЙЛ", help="парольная фраза из файла")
        parser.add_argument(
            *("--known", "--against"),
            dest="known",
            nargs="+",
            default=[],
            metavar="ФАЙЛ",
            help="контрольные точки, сохранённые вне программы: из писем, от свидетелей",
        )
        parser.add_argument("--json", action="store_true", help="отчёт в JSON")
        # What --rehearse runs.
        parser.add_argument("--scratch", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        force = in_force()
        try:
            opener = Opener(
                identity=options["identity"] or force.identity,
                passphrase=passphrase_of(options["passphrase_file"] or force.passphrase_file),
                ask=(lambda: getpass("Парольная фраза: ")) if sys.stdin.isatty() else None,
            )
            file = _file(Path(options["source"]))
            known = [_head(Path(one)) for one in options["known"]]
            if options["rehearse"]:
                form = rehearse(file, opener, how=How.COMMAND)
            else:
                scratch = options["scratch"]
                done = restore(file, opener, known=known, is_scratch=scratch, progress=self._progress)
                form = _form(file, done)
        except Damaged as damage:
            self._fail(damage.message, damage.code, 1, options)
        except BackupFault as fault:
            self._fail(fault.message, fault.code, 2, options)
        except (OSError, DatabaseError) as error:
            self._fail(f"Восстановить не удалось: {error}", "restore_failed", 2, options)
        self._print(form, options)
        if form["findings"]:
            sys.exit(1)

    def _progress(self, stage: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r\x1b[K  {stage}", ending="")

    def _fail(self, message: str, code: str, status: int, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(orjson.dumps({"fault": message, "code": code}).decode())
        else:
            self.stderr.write(message)
        sys.exit(status)

    def _print(self, form: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(orjson.dumps(form, option=orjson.OPT_INDENT_2).decode())
            return
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
        what = "Копия проверена" if options["rehearse"] else "Восстановлено из копии"
        self.stdout.write(f"{what} {form['copy']}: записей истории {form['entries']}")
        for remark in form["remarks"]:
            self.stdout.write(f"  К сведению: {remark}")
        for finding in form["findings"]:
            self.stdout.write(f"  {finding}")
        self.stdout.write(f"  Не сходится: {len(form['findings'])}" if form["findings"] else "  Всё сходится")


def _form(file: Path, done: Restored) -> dict[str, Any]:
    form = {"copy": file.name, "entries": done.entries, "findings": done.findings}
    return {**form, "remarks": done.remarks, "told": done.told}


def _file(source: Path) -> Path:
    """The copy that is named, or the newest of the folder that is."""
    if not source.is_dir():
        if not source.exists():
            raise BackupFault(f"Копии {source} нет.", code="not_a_copy")
        return source
    found = copy_file.copies_in(source)
    if not found:
        raise BackupFault(f"В папке {source} нет копий (letopis-….zip).", code="not_a_copy")
    return found[-1]


def _head(file: Path) -> Head:
    try:
        return head_of(parse(as_signed(text_of(file))))
    except (Refused, NotANote):
        raise BackupFault(f"{file}: это не контрольная точка.", code="not_a_checkpoint") from None
