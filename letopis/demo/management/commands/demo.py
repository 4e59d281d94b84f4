"""`letopis demo`: build the showroom's school into an empty base."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from letopis.demo import building, logins
from letopis.school.common import clock
from letopis.school.organisation.models import School


class Command(BaseCommand):
    """Migrate, build, and list the logins."""

    requires_system_checks: list[str] = []
    help = "Построить демонстрационную школу в пустой базе; год заполнен по сегодняшний день"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=300, help="сколько учеников (20–3000), обычно 300")
        parser.add_argument("--seed", type=int, default=1, help="зерно: одно и то же даёт одну и ту же школу")
        parser.add_argument("--until", type=date.fromisoformat, help="заполнить журнал по этот день (ГГГГ-ММ-ДД)")
        parser.add_argument("--replace", action="store_true", help="стереть всё, что есть в базе")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if School.objects.exists():
            if not options["replace"]:
                raise CommandError(
                    "В базе уже есть школа. Чтобы стереть её и построить демонстрационную, добавьте --replace, "
                    "а чтобы сохранить — укажите другой каталог в LETOPIS_HOME."
                )
            erase()
        until = options["until"]
        built = building.build(
            students=options["students"],
            seed=options["seed"],
            until=until,
            moment=None if until else clock.now(),
            progress=building.reporter(),
        )
        path = logins.save(built.logins)
        self.stdout.write(f"Готово: {built.school.short_name}. Пароль у всех: {logins.PASSWORD}")
        for login in built.logins:
            self.stdout.write(f"  {login.login:14} {login.role}: {login.name}")
        self.stdout.write(f"Список входов: {path}")


def erase() -> None:
    """Empty the whole base: the ledger cannot be emptied row by row, so its tables are made anew."""
    raise CommandError("--replace: ещё не готово")
