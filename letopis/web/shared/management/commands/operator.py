"""`letopis operator`: the first operator of a school, and a new password for one who lost it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from letopis.documents.school_import.parsing.card import kind_of
from letopis.kernel.errors import Refused
from letopis.kernel.exits import NotDone
from letopis.school.access.founding import appoint_operator
from letopis.school.organisation.enums import SchoolKind


class Command(BaseCommand):
    help = "Назначает оператора школы и печатает его логин и одноразовый пароль. Заводит школу, если её ещё нет."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="«Фамилия Имя Отчество»")
        parser.add_argument("--school", default="", metavar="«Школа № 17»", help="краткое наименование школы")
        parser.add_argument(
            "--kind",
            choices=SchoolKind.values,
            help="general — школа, college — колледж; без него понимается по наименованию («Техникум …»)",
        )
        parser.add_argument(
            "--lost-factor", action="store_true", help="снять вход с подтверждением: телефон и запасные коды потеряны"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            slip = appoint_operator(
                full_name=options["name"],
                school_name=options["school"],
                kind=options["kind"] or kind_of(options["school"]),
                lost_factor=options["lost_factor"],
            )
        except Refused as refusal:
            raise NotDone(refusal.message) from None
        self.stdout.write(f"{slip.full_name}\nЛогин:  {slip.login}\nПароль: {slip.password}")
        self.stdout.write(f"Пароль действует один раз, по {slip.until:%d.%m.%Y}: при первом входе придумайте свой.")
