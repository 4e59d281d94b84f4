"""`letopis verify`: prove that the tables say what the ledger says, or name what does not agree."""

import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from letopis.kernel.clock import local
from letopis.kernel.exits import NotDone
from letopis.kernel.os_errors import reason_of
from letopis.school.history.findings import Report
from letopis.school.history.log.against import Kept, verify_against
from letopis.school.history.log.verified import Mark
from letopis.school.history.verification import verify_onward
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving


class Command(BaseCommand):
    help = "Сверяет таблицы с историей: отпечатки, печати, повтор записей. Код возврата 1, если что-то не сходится."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="отчёт в JSON")
        parser.add_argument("--school", type=int, metavar="ID", help="только одна школа")
        parser.add_argument("--full", action="store_true", help="всё, а не только новое после прошлой проверки")
        parser.add_argument(
            "--against",
            nargs="+",
            metavar="ФАЙЛ",
            help="продолжает ли сегодняшняя история контрольные точки, сохранённые раньше; у каждого ответа свой код",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["against"]:
            self._verify_against(options)
            return
        reports = [self._verify(school, options) for school in self._schools(options["school"])]
        if options["json"]:
            clean = not any(report.findings for report in reports)
            form = {"clean": clean, "schools": [report.as_json() for report in reports]}
            self.stdout.write(orjson.dumps(form, option=orjson.OPT_INDENT_2).decode())
        if any(report.findings for report in reports):
            sys.exit(1)

    def _verify_against(self, options: dict[str, Any]) -> None:
        """Answer for each file; the exit status is that of the gravest answer, the highest."""
        try:
            files = [Kept(name, Path(name).read_bytes()) for name in options["against"]]
        except OSError as error:
            raise NotDone(f"Файл не читается: {error.filename} ({reason_of(error)}).") from None
        answers = verify_against(files, school_id=options["school"])
        if options["json"]:
            form = [{**asdict(answer), "status": answer.status} for answer in answers]
            self.stdout.write(orjson.dumps(form, option=orjson.OPT_INDENT_2).decode())
        else:
            for answer in answers:
                self.stdout.write(answer.message)
        if status := max(answer.status for answer in answers):
            sys.exit(status)

    def _schools(self, chosen: int | None) -> list[School]:
        schools = School.objects.order_by("pk").only("pk", "kind", "time_zone")
        found = list(schools.filter(pk=chosen) if chosen else schools)
        if chosen and not found:
            raise NotDone(f"Школы с номером {chosen} нет. Запустите без --school, чтобы сверить все.")
        return found

    def _verify(self, school: School, options: dict[str, Any]) -> Report:
        def progress(table: str) -> None:
            if self.stderr.isatty():
                self.stderr.write(f"\r\x1b[K  {table}", ending="")

        with serving(school.kind, school.time_zone):
            report, mark = verify_onward(school.pk, full=options["full"], progress=progress)
            if self.stderr.isatty():
                self.stderr.write("\r\x1b[K", ending="")
            if not options["json"]:
                self._print(report, mark)
        return report

    def _print(self, report: Report, mark: Mark | None) -> None:
        write = self.stdout.write
        before = (
            f"записи до № {mark.last_entry_id} проверены {_moment(mark.at)}; теперь новые и о тех же строках: "
            if mark
            else ""
        )
        counted = (
            f"записей {report.entries}, строк {report.rows}, файлов {report.files}, "
            f"контрольных точек {report.checkpoints}"
        )
        write(f"{report.school}: {before}{counted}" + (f", печатей {report.seals}" if report.seals else ""))
        if report.unsigned:
            write(f"  ещё не под контрольной точкой записей: {report.unsigned}")
        if report.last_seal:
            write(f"  последняя печать {report.last_seal}")
        if report.last_checkpoint:
            write(f"  последняя контрольная точка {report.last_checkpoint}")
        if mark is not None:
            write(
                f"  Не смотрели заново: прежние записи ({report.not_again}), строки, которых новые записи не касаются, "
                f"прежние части дерева, точки и печати. Полная проверка (последняя {_moment(mark.full_at)}): "
                "letopis verify --full"
            )
        for remark in report.remarks:
            write(f"  К сведению: {remark.message}")
        for finding in report.findings:
            write(f"  {finding.message}")
        write(f"  Не сходится: {len(report.findings)}" if report.findings else "  Всё сходится")


def _moment(moment: datetime) -> str:
    return f"{local(moment):%d.%m.%Y %H:%M}"
