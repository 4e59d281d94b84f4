"""`letopis archive build`, `letopis archive verify PACKAGE` (ARC-04, ARC-06)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from letopis.documents.archive import package, verifying
from letopis.documents.archive.container import NotAPackage
from letopis.documents.archive.tables import Scope
from letopis.documents.extracts.named import key_named
from letopis.documents.journal_paper.naming import class_named, year_named
from letopis.documents.signatures.trust import anchors_in
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.history.log.schools import chosen_school
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

NOT_DONE = 2


class Command(BaseCommand):
    help = "Архивный пакет: archive build --out ПАПКА [--class 7А]; без базы: archive verify ПАПКА или ФАЙЛ.zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["build", "verify"])
        parser.add_argument("package", nargs="?", type=Path, metavar="ПАПКА", help="какой пакет проверить")
        parser.add_argument("--class", dest="group", default="", metavar="7А", help="один класс; без него весь год")
        parser.add_argument("--year", default="", metavar="2026/2027", help="учебный год, если не идущий")
        parser.add_argument("--out", type=Path, metavar="ПАПКА", help="куда собрать")
        parser.add_argument("--school", type=int, metavar="ID", help="номер школы, если их в базе несколько")
        parser.add_argument("--key", action="append", default=[], metavar="КЛЮЧ", help="открытый ключ: текст или файл")
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], metavar="PEM", help="сертификаты, которым верить"
        )
        parser.add_argument("--json", action="store_true", help="ответ проверки как JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0: all is well; 1: each finding is named; 2: could not be done, or not all could be checked."""
        try:
            if options["what"] == "verify":
                self._verify(options)
            elif options["out"] is None:
                raise Refused("Куда собрать пакет? archive build --out ПАПКА.")
            else:
                school = chosen_school(options["school"])
                with serving(school.kind, school.time_zone):
                    self._build(School.objects.get(pk=school.pk), options)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=NOT_DONE) from None

    def _build(self, school: School, options: dict[str, Any]) -> None:
        year = year_named(school.pk, options["year"])
        group = class_named(school.pk, options["group"], options["year"]) if options["group"] else None
        scope = Scope(school, year, group)
        made = package.build(Actor.system(school.pk), scope, options["out"], progress=self.stderr.write)
        self.stdout.write(
            f"Собрано: {made.path}: файлов {made.files}, строк таблиц {made.rows}, записей истории {made.entries}."
        )

    def _verify(self, options: dict[str, Any]) -> None:
        if options["package"] is None:
            raise Refused("Какой пакет проверить? archive verify ПАПКА или ФАЙЛ.zip.")
        try:
            keys = [key_named(text) for text in options["key"]]
            trust = [one for path in options["trust"] for one in anchors_in(path)] if options["trust"] else None
            checked = verifying.verify_package(options["package"], keys=keys, trust=trust)
        except NotAPackage as fault:
            raise Refused(f"{fault}.") from None
        if options["json"]:
            findings = [{"code": one.code, "what": one.what, "message": one.message} for one in checked.findings]
            told = {"clean": not findings, "trusted": checked.trusted, "title": checked.title, "findings": findings}
            told |= {
                "fingerprint": checked.fingerprint,
                "files": checked.files,
                "leaves": checked.leaves,
                "entries": checked.entries,
                "signatures": [one.as_json() for one in checked.signatures],
            }
            self.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        else:
            self._tell(checked)
        if checked.findings:
            raise SystemExit(1)
        if any(one.is_unchecked for one in checked.signatures):
            raise SystemExit(NOT_DONE)

    def _tell(self, checked: verifying.Checked) -> None:
        for verdict in checked.signatures:
            self.stdout.write(f"Подпись {verdict.told}")
        for one in checked.findings:
            self.stdout.write(self.style.ERROR(one.message))
        if not checked.findings:
            self.stdout.write(
                f"Цело. {checked.title}: файлов {checked.files}, записей истории {checked.entries}, "
                f"отпечатков {checked.leaves}.\nОтпечаток пакета: {checked.fingerprint}"
            )
            if not checked.trusted:
                self.stdout.write("Ключ взят из самого пакета: сверьте его со школой или назовите: --key.")
