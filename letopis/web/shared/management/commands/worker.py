"""`letopis worker`: jobs and schedules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from letopis.web.shared import worker


class Command(BaseCommand):
    help = "Выполняет долгие задания и то, что делается по часам: печати истории, уборку. Останавливается по Ctrl+C."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="закончить, когда заданий не останется")

    def handle(self, *args: Any, **options: Any) -> None:
        worker.run(batch=options["batch"])
