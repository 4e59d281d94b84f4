"""`letopis print class «7А»`: a class's journal, or a page of it, as PDF/A (ARC-01)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from letopis.documents.journal_paper.composing import pdf_of
from letopis.documents.journal_paper.naming import class_named, year_named
from letopis.documents.journal_paper.printing import address_of, class_journal, of_course
from letopis.documents.journal_paper.school_set import print_school
from letopis.documents.journal_paper.volume import YEAR, class_volume, course_pages, summary_sheet
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.exits import NotDone
from letopis.school.history.log.schools import chosen_school
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

WHAT = "class — журнал, summary — сводная ведомость, school — все журналы, сводные ведомости и опись в папку"


class Command(BaseCommand):
    help = "Печатает журнал класса, отдельную страницу, сводную ведомость в PDF/A-2b."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["class", "summary", "school"], help=WHAT)
        parser.add_argument("name", nargs="?", default="", help="чей: 7А")
        parser.add_argument("--period", default=YEAR, help="year (по умолчанию), quarter-2, semester-1 …")
        parser.add_argument("--course", type=int, metavar="ID", help="только эта страница журнала")
        parser.add_argument("--year", default="", metavar="2026/2027", help="учебный год, если не идущий")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf | FOLDER")
        parser.add_argument("--resume", action="store_true", help="для school: то, что в папке уже есть, не печатать")
        parser.add_argument("--school", type=int, metavar="ID", help="номер школы, если их в базе несколько")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; exit status 2 where it could not be done, the reason on stderr, and no file left."""
        try:
            school = chosen_school(options["school"])
            with serving(school.kind, school.time_zone):
                self._print(school, options)
        except Refused as refusal:
            raise NotDone(refusal.message) from None

    def _print(self, school: School, options: dict[str, Any]) -> None:
        actor = Actor.system(school.pk)
        if options["what"] == "school":
            self._school(actor, options)
            return
        group = class_named(school.pk, options["name"], options["year"])
        journal, period, address = class_journal(actor, group.pk), options["period"], address_of(actor)
        if options["what"] == "summary":
            data = summary_sheet(journal, period, address=address)
        elif options["course"] is None:
            data = class_volume(journal, period, address=address)
        else:
            try:
                data = course_pages(of_course(journal, options["course"]), period, address=address)
            except NotVisible:
                known = ", ".join(f"{one.id} — {one.title}" for one in journal.courses)
                raise Refused(f"Страницы № {options['course']} у {group.name} нет. Есть: {known}.") from None
        write_whole(options["out"], pdf_of(data))
        self.stdout.write(f"Напечатано: {options['out']}")

    def _school(self, actor: Actor, options: dict[str, Any]) -> None:
        year = year_named(actor.school_id, options["year"])
        more = {"period": options["period"], "resume": options["resume"]}
        for one in print_school(actor, year, options["out"], progress=self._progress, **more):
            self.stdout.write(f"{one.path.name}: страниц {one.pages}, листов {one.sheets}")

    def _progress(self, done: int, total: int, what: str) -> None:
        if what:
            self.stderr.write(f"{done + 1} из {total}: {what}")
