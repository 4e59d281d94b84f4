"""What `letopis archive` does with the register: packages entered, copies listed, written, checked, restored."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from letopis.documents.archive.tables import Scope
from letopis.documents.carriers import copying, jobs, queries
from letopis.documents.carriers.copying import Progress, Way
from letopis.documents.carriers.enums import How, RunKind
from letopis.documents.carriers.jobs import PARTS, SERVER
from letopis.documents.carriers.models import Package
from letopis.documents.carriers.named import carrier_named, package_named
from letopis.documents.carriers.queries import Board
from letopis.documents.carriers.registering import register
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local

Tell = Callable[[str], object]


def enter(actor: Actor, scope: Scope, folder: Path, tell: Tell) -> Package:
    """Register the package in a folder. Raises Refused."""
    made: list[Package] = []

    def do(progress: Progress) -> str:
        written = "пакет ставится на учёт"
        made.append(register(actor, scope, folder, lambda done, size: progress(written, done * 100 // max(size, 1))))
        return f"Пакет «{scope.title}» поставлен на учёт."

    jobs.run_now(actor, RunKind.REGISTER, scope.title, do, tell)
    return made[0]


def write(actor: Actor, package: str, to: str, tell: Tell) -> str:
    """Write a package to a carrier. Raises Refused."""
    row, carrier = package_named(actor, package), carrier_named(actor, to)

    def do(progress: Progress) -> str:
        copying.write_copy(actor, Way(How.COMMAND, progress), package_id=row.pk, carrier_id=carrier.pk)
        return "Копия записана, прочитана и цела."

    return jobs.run_now(actor, RunKind.COPY, f"{row.title} → {carrier.name}", do, tell).message


def restore(actor: Actor, package: str, source: str, to: str, tell: Tell) -> str:
    """Replace the copy on a carrier from another one, the server's file, or the whole parts of all. Raises Refused."""
    row, carrier = package_named(actor, package), carrier_named(actor, to)
    from_id = None if source in (SERVER, PARTS) else carrier_named(actor, source).pk

    def do(progress: Progress) -> str:
        way = Way(How.COMMAND, progress)
        if source == PARTS:
            copying.mend(actor, way, package_id=row.pk, to_id=carrier.pk)
        else:
            copying.restore(actor, way, package_id=row.pk, from_id=from_id, to_id=carrier.pk)
        return "Копия восстановлена, прочитана и цела."

    return jobs.run_now(actor, RunKind.RESTORE, f"{row.title} → {carrier.name}", do, tell).message


def check(actor: Actor, tell: Tell) -> str:
    """Read all copies that the server reaches. Raises Refused."""
    copies = list(jobs.reached(actor.school_id))

    def do(progress: Progress) -> str:
        return jobs.check_all(actor, copies, How.COMMAND, progress)

    return jobs.run_now(actor, RunKind.CHECK, "все копии", do, tell).message


def listed(board: Board) -> Iterator[str]:
    """The register as lines."""
    for row in board.rows:
        yield f"{row.package.title}  {row.package.name}"
        for copy in row.copies.values():
            found = f": {copy.found}" if copy.found else ""
            yield f"  {copy.carrier.name}: {copy.condition.label}, {local(copy.checked_at):%d.%m.%Y}{found}"
    if not board.rows:
        yield "Пакетов на учёте нет."


def as_json(board: Board) -> dict[str, Any]:
    """The register for scripts."""
    packages = [
        {
            "name": row.package.name,
            "title": row.package.title,
            "fingerprint": row.package.fingerprint,
            "places": row.good,
            "copies": [
                {
                    "carrier": one.carrier.name,
                    "state": str(one.condition),
                    "checked_at": one.checked_at.isoformat(),
                    "found": one.found,
                }
                for one in row.copies.values()
            ],
        }
        for row in board.rows
    ]
    return {"clean": not board.troubles, "packages": packages, "troubles": [one.text for one in board.troubles]}


def board_of(actor: Actor) -> Board:
    """Return the register. Four queries."""
    return queries.board(actor)
