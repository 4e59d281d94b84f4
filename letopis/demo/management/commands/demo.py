"""`letopis demo`: build the showroom's school into an empty base."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from letopis.demo import building, logins
from letopis.kernel import clock
from letopis.kernel.exits import NotDone
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School


class Command(BaseCommand):
    """Migrate, build, and list the logins."""

    requires_system_checks: list[str] = []
    help = "Построить демонстрационную школу в пустой базе; год заполнен по сегодняшний день"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kind", choices=SchoolKind.values, default=SchoolKind.GENERAL, help="general — школа, college — колледж"
        )
        parser.add_argument("--students", type=int, default=300, help="сколько учащихся (20–3000), обычно 300")
        parser.add_argument("--seed", type=int, default=1, help="зерно: одно и то же даёт одну и ту же школу")
        parser.add_argument("--until", type=date.fromisoformat, help="заполнить журнал по этот день (ГГГГ-ММ-ДД)")
        parser.add_argument("--replace", action="store_true", help="стереть всё, что есть в базе")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replace"]:
            erase()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if School.objects.exists():
            raise NotDone(
                "В базе уже есть школа. Чтобы стереть её и построить демонстрационную, добавьте --replace, "
                "а чтобы сохранить — укажите другой каталог в LETOPIS_HOME."
            )
        until = options["until"]
        built = building.build(
            students=options["students"],
            kind=SchoolKind(options["kind"]),
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
    """Throw the whole base away. The ledger refuses to be emptied row by row, so the base itself goes."""
    connection.close()
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
