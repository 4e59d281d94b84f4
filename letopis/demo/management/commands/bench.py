"""`letopis bench`: runs bench/ of the working copy in a home of its own, so that no school's base is touched."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    """Hands over to `python -m bench`."""

    requires_system_checks: list[str] = []
    help = "Измерить скорость основных страниц и сравнить с bench/budgets.toml"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", type=Path, help="записать итог в этот файл")
        parser.add_argument("--students", type=int, default=60, help="сколько учеников в школе, обычно 60")
        parser.add_argument("--rounds", type=int, default=60, help="сколько раз мерить каждую строку, обычно 60")
        parser.add_argument("--show-sql", action="store_true", help="показать запросы каждой строки")

        parser.add_argument("--no-browser", action="store_true", help="не мерить страницу в Chromium")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (ROOT / "bench" / "budgets.toml").exists():
            raise CommandError("Измерения живут в рабочей копии: возьмите исходный код и запустите make bench.")
        command = [
            sys.executable,
            "-m",
            "bench",
            "--students",
            str(options["students"]),
            "--rounds",
            str(options["rounds"]),
        ]
        if options["json"]:
            command += ["--json", str(options["json"].resolve())]
        if options["show_sql"]:
            command.append("--show-sql")
        if options["no_browser"]:
            command.append("--no-browser")
        home = Path(settings.LETOPIS_HOME) / "bench"
        surroundings = {**os.environ, "LETOPIS_HOME": str(home), "LETOPIS_DEMO": "1"}
        surroundings.pop("DATABASE_URL", None)
        if code := subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode:  # noqa: S603
            sys.exit(code)
