"""`letopis archive`: packages built and verified, entered into the register, their copies (ARC-04 … ARC-06)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from letopis.documents.archive import package, verifying
from letopis.documents.archive.container import NotAPackage
from letopis.documents.archive.tables import Scope
from letopis.documents.carriers import orders
from letopis.documents.extracts.named import key_named
from letopis.documents.journal_paper.naming import class_named, year_named
from letopis.documents.signatures.trust import anchors_in
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.exits import NOT_DONE, NotDone
from letopis.kernel.text import on_screen
from letopis.school.history.log.schools import chosen_school
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

_HELP = (
    "Архивный пакет: build --out ПАПКА [--class 7А]; без базы: verify ПАПКА или ФАЙЛ.zip. "
    "Реестр: register ПАПКА [--class 7А]; copies [--check]; copy ПАКЕТ --to НОСИТЕЛЬ; "
    "restore ПАКЕТ --from НОСИТЕЛЬ (или server, parts) --to НОСИТЕЛЬ."
)


class Command(BaseCommand):
    help = _HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["build", "verify", "register", "copies", "copy", "restore"])
        parser.add_argument("package", nargs="?", default="", metavar="ПАКЕТ", help="папка, файл или название пакета")
        parser.add_argument("--class", dest="group", default="", metavar="7А", help="один класс; без него весь год")
        parser.add_argument("--year", default="", metavar="2026/2027", help="учебный год, если не идущий")
        parser.add_argument("--out", type=Path, metavar="ПАПКА", help="куда собрать")
        parser.add_argument("--from", dest="source", default="", metavar="НОСИТЕЛЬ", help="с чего восстановить")
        parser.add_argument("--to", default="", metavar="НОСИТЕЛЬ", help="куда записать")
        parser.add_argument("--check", action="store_true", help="прочитать все копии, до которых сервер достаёт сам")
        parser.add_argument("--school", type=int, metavar="ID", help="номер школы, если их в базе несколько")
        parser.add_argument("--key", action="append", default=[], metavar="КЛЮЧ", help="открытый ключ: текст или файл")
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], metavar="PEM", help="сертификаты, которым верить"
        )
        parser.add_argument(
            "--witness", action="append", default=[], metavar="КЛЮЧ", help="ключ свидетеля: текст, файл"
        )
        parser.add_argument("--quorum", type=int, metavar="N", help="скольких из них довольно; без него нужны все")
        parser.add_argument("--json", action="store_true", help="ответ проверки как JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0: all is well; 1: each finding is named; 2: could not be done, or not all could be checked."""
        try:
            if options["what"] == "verify":
                self._verify(options)
            else:
                school = chosen_school(options["school"])
                with serving(school.kind, school.time_zone):
                    self._in_school(School.objects.get(pk=school.pk), options)
        except Refused as refusal:
            raise NotDone(refusal.message) from None

    def _in_school(self, school: School, options: dict[str, Any]) -> None:
        actor, what, tell = Actor.system(school.pk), options["what"], self.stderr.write
        if what == "build":
            self._build(school, options)
        elif what == "register":
            folder = Path(_asked(options, "package", "Какой пакет? archive register ПАПКА."))
            made = orders.enter(actor, _scope(school, options), folder, tell)
            self.stdout.write(f"На учёте: {made.name}.")
        elif what == "copies":
            self._copies(actor, options)
        else:
            name = _asked(options, "package", f"Какой пакет? archive {what} ПАКЕТ --to НОСИТЕЛЬ.")
            to = _asked(options, "to", f"На какой носитель? archive {what} ПАКЕТ --to НОСИТЕЛЬ.")
            if what == "copy":
                self.stdout.write(orders.write(actor, name, to, tell))
            else:
                source = _asked(options, "source", "С чего? archive restore ПАКЕТ --from НОСИТЕЛЬ --to НОСИТЕЛЬ.")
                self.stdout.write(orders.restore(actor, name, source, to, tell))

    def _build(self, school: School, options: dict[str, Any]) -> None:
        if options["out"] is None:
            raise Refused("Куда собрать пакет? archive build --out ПАПКА.")
        actor, scope = Actor.system(school.pk), _scope(school, options)
        made = package.build(actor, scope, options["out"], progress=self.stderr.write)
        self.stdout.write(
            f"Собрано: {made.path}: файлов {made.files}, строк таблиц {made.rows}, записей истории {made.entries}."
        )
        try:
            row = orders.enter(actor, scope, made.path, self.stderr.write)
        except Refused as refusal:
            if refusal.code == "registered":  # nothing has changed since: the one on the register is the same
                self.stdout.write("Такой же пакет уже на учёте.")
                return
            words = f"Пакет собран и цел, но не поставлен на учёт: {refusal.message} Потом: archive register ПАПКА."
            raise Refused(words) from None
        self.stdout.write(f"На учёте: {row.name}.")

    # ── the register ──────────────────────────────────────────────────
    def _copies(self, actor: Actor, options: dict[str, Any]) -> None:
        said = orders.check(actor, self.stderr.write) if options["check"] else ""
        board = orders.board_of(actor)
        if options["json"]:
            self.stdout.write(orjson.dumps(orders.as_json(board), option=orjson.OPT_INDENT_2).decode())
        else:
            for line in (*orders.listed(board), *filter(None, [said])):
                self.stdout.write(line)
            for one in board.troubles:
                self.stdout.write(self.style.ERROR(one.text))
        if board.troubles:
            raise SystemExit(1)

    # ── without the base ──────────────────────────────────────────────
    def _verify(self, options: dict[str, Any]) -> None:
        path = Path(_asked(options, "package", "Какой пакет проверить? archive verify ПАПКА или ФАЙЛ.zip."))
        try:
            keys = [key_named(text) for text in options["key"]]
            trust = [one for given in options["trust"] for one in anchors_in(given)] if options["trust"] else None
            witnesses = [key_named(text) for text in options["witness"]]
            checked = verifying.verify_package(
                path, keys=keys, trust=trust, witnesses=witnesses, quorum=options["quorum"]
            )
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
            self.stdout.write(on_screen(f"Подпись {verdict.told}"))
        for one in checked.findings:
            self.stdout.write(self.style.ERROR(on_screen(one.message)))
        if not checked.findings:
            self.stdout.write(
                f"Цело. {on_screen(checked.title)}: файлов {checked.files}, записей истории {checked.entries}, "
                f"отпечатков {checked.leaves}.\nОтпечаток пакета: {checked.fingerprint}"
            )
            if not checked.trusted:
                self.stdout.write("Ключ взят из самого пакета: сверьте его со школой или назовите: --key.")


def _scope(school: School, options: dict[str, Any]) -> Scope:
    year = year_named(school.pk, options["year"])
    group = class_named(school.pk, options["group"], options["year"]) if options["group"] else None
    return Scope(school, year, group)


def _asked(options: dict[str, Any], name: str, question: str) -> str:
    """What is needed. Raises Refused with the question."""
    if not options[name]:
        raise Refused(question)
    return str(options[name])
