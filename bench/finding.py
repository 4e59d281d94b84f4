"""`python -m bench.finding`: how long «Найти» (Ctrl K) takes on the server, in a school of 2,000 students.

A base of its own, in LETOPIS_HOME/finding or on a throwaway PostgreSQL, with guardians and staff as such a school has.
Whole requests in this process, middleware included: by the clock, and of the processor with PostgreSQL's part.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 9, 1)
LIMIT = 100.0  # milliseconds
TIMES = 15


def main() -> None:
    """Build the base unless it is there, look for people in every way, print milliseconds; 1 where one is too slow."""
    parser = argparse.ArgumentParser(description="Скорость поиска людей")
    parser.add_argument("--students", type=int, default=2000, help="сколько учеников в школе, обычно 2000")
    parser.add_argument("--postgres", action="store_true", help="на временном PostgreSQL, а не на SQLite")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    os.environ["LETOPIS_HOME"] = str(Path(os.environ.get("LETOPIS_HOME", "var/bench")).resolve() / "finding")
    os.environ |= {"LETOPIS_DEMO": "1", "LETOPIS_NOW": f"{DAY}T10:00+03:00"}
    os.environ.pop("DATABASE_URL", None)
    with _database(options.postgres):
        sys.exit(_run(options.students))


@contextlib.contextmanager
def _database(is_postgres: bool) -> Iterator[None]:
    if not is_postgres:
        yield
        return
    from tests.postgres import cluster

    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        yield


def _run(students: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from letopis import demo
    from letopis.school.access.models import Account
    from letopis.school.people.models import Person
    from letopis.web.shared.static_files import collect

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect()
    if not Person.objects.exists():
        classes = max(2, round(students / 27))
        demo.build(students=students, seed=1, today=DAY, classes=classes, progress=lambda *_: None)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client(HTTP_HOST="127.0.0.1")
    account = Account.objects.get(username="operator")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    print(f"{connection.vendor}: {Person.objects.count()} people; load of the machine {os.getloadavg()[0]:.1f}")
    worst = max([_measured(client, name, text) for name, text in _asked().items()])
    load = os.getloadavg()[0]
    print(f"{connection.vendor}: at most {worst:.0f} ms of the processor, the limit is {LIMIT:.0f}; load {load:.1f}")
    return 1 if worst > LIMIT else 0


def _asked() -> dict[str, str]:
    """Every way in which somebody is looked for, by its name: of a student in the middle of the list."""
    from letopis.school.people.finding import _KEYS
    from letopis.school.people.models import Person, Student

    rows = Student.objects.select_related("person").order_by("person__sort_key")
    student = rows.exclude(file_number="")[rows.count() // 2]
    person = student.person
    other = str.maketrans({chr(code): chr(key) for key, code in _KEYS.items()})
    phoned = Person.objects.exclude(phone="")[50]
    yo = Person.objects.filter(surname__contains="ё").first() or person
    return {
        "a letter": "а",
        "two letters of many": "ов",
        "the middle of a surname": person.surname[1:5],
        "name and surname": f"{person.name} {person.surname}",
        "parts of three": f"{person.patronymic[:4]} {person.surname[:3]} {person.name[:2]}",
        "е for ё": yo.surname.replace("ё", "е"),
        "the wrong keyboard": person.surname.lower().translate(other),
        "a telephone": phoned.phone,
        "its last digits": phoned.phone[-4:],
        "a file number": student.file_number,
        "class and surname": f"7а {person.surname[:3]}",
        "nobody": "щщщщ ыыыы",
    }


def _measured(client: Any, name: str, text: str) -> float:
    """Print the medians of one way, return that of the processor: the clock of a busy machine says little."""
    from django.db import connection

    from bench.measure import clock_of

    clocks, processors = [], []
    for _ in range(TIMES + 3):
        theirs = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
        before = time.process_time() + (clock_of(theirs) if theirs else 0), time.perf_counter()
        answer = client.post("/find/", {"text": text}, headers={"X-Letopis-Find": "1"})
        after = time.process_time() + (clock_of(theirs) if theirs else 0), time.perf_counter()
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
        processors.append((after[0] - before[0]) * 1000)
        clocks.append((after[1] - before[1]) * 1000)
    found = answer.content.count(b'role="option"')
    clock, processor = statistics.median(clocks[3:]), statistics.median(processors[3:])
    print(f"  {name:26} {clock:6.1f} ms, of the processor {processor:6.1f}; {found} found")
    return processor


if __name__ == "__main__":
    main()
