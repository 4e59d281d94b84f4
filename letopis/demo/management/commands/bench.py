"""`letopis bench`: runs bench/ of the working copy in a home of its own, so that no school's base is touched."""

import os
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from letopis.kernel.exits import NotDone

ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    """Hands over to `python -m bench`, options and all."""

    requires_system_checks: list[str] = []
    help = "Измерить скорость основных страниц и сравнить с bench/budgets.toml"

    def run_from_argv(self, argv: list[str]) -> None:
        """Take the options as they are: those of the working copy, which this package does not know."""
        super().run_from_argv([*argv[:2], "--", *argv[2:]])  # the first «--» is taken off again below

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("options", nargs=REMAINDER, help="python -m bench --help")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (ROOT / "bench" / "budgets.toml").exists():
            raise NotDone("Измерения живут в рабочей копии: возьмите исходный код и запустите make bench.")
        command = [sys.executable, "-m", "bench", *options["options"][1:]]
        surroundings = {**os.environ, "LETOPIS_HOME": str(settings.LETOPIS_HOME)}
        if code := subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode:  # noqa: S603
            sys.exit(code)
