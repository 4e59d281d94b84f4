"""What the pages of the register and the office's overview show. Nothing here looks at a carrier: a disk may hang."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q, QuerySet

from letopis.documents.carriers import policy, rules
from letopis.documents.carriers.actions import carrier_of, package_of
from letopis.documents.carriers.gone import doomed
from letopis.documents.carriers.models import Carrier, Check, Copy, Package, Run
from letopis.documents.carriers.options import file_of, fits, options
from letopis.documents.carriers.rules import Condition, Held, Terms, Trouble
from letopis.documents.carriers.standing import held
from letopis.documents.runs.lifecycle import revived
from letopis.documents.signatures.enums import SubjectKind
from letopis.documents.signatures.queries import signatures_of, signer_name
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.people.models import initials, names_of

SHOWN = 100  # checks on a page


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy as the pages show it. `found`: what is wrong with it."""

    id: int
    package: Package
    carrier: Carrier
    condition: Condition
    found: str
    checked_at: datetime
    written_at: datetime
    written_by: str
    away_since: datetime | None
    file: str


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package, its copies by carrier, what is wrong with it. `good`: in how many places it lies whole."""

    package: Package
    copies: dict[int, CopyRow]
    good: int
    troubles: tuple[Trouble, ...]

    @property
    def id(self) -> int:
        """Of the package."""
        return self.package.pk


@dataclass(frozen=True, slots=True)
class Board:
    """Packages × carriers in service; what is wrong, the gravest first; what is being done, what was done last.

    `doomed`: copies that an act has destroyed and that are still there.
    """

    rows: tuple[PackageRow, ...]
    carriers: tuple[Carrier, ...]
    retired: tuple[Carrier, ...]
    troubles: tuple[Trouble, ...]
    runs: tuple[Run, ...]
    doomed: tuple[Copy, ...]

    @property
    def running(self) -> Run | None:
        """What is being done."""
        return next((one for one in self.runs if one.is_running), None)


def board(actor: Actor) -> Board:
    """Return the register at a glance. Raises NotVisible. Five queries."""
    policy.require(actor, Right.READ_CARRIERS)
    packages = list(_packages(actor).filter(withdrawn_at=None))
    carriers = list(Carrier.objects.filter(school_id=actor.school_id).select_related("responsible__person"))
    rows = _rows(packages, _copies(actor, Q(package__withdrawn_at=None)))
    found = sorted((one for row in rows for one in row.troubles), key=lambda one: one.rank)
    runs = [revived(run) for run in Run.objects.filter(school_id=actor.school_id)[:10]]
    in_service = tuple(one for one in carriers if one.until is None)
    retired = tuple(one for one in carriers if one.until is not None)
    return Board(tuple(rows), in_service, retired, tuple(found), tuple(runs), tuple(doomed(actor.school_id)))


def _packages(actor: Actor) -> "QuerySet[Package]":
    return Package.objects.filter(school_id=actor.school_id).select_related("year", "class_group")


def _copies(actor: Actor, which: Q) -> list[Copy]:
    """One query."""
    rows = Copy.objects.filter(which, school_id=actor.school_id, ended_at=None, carrier__until=None)
    return list(rows.select_related("carrier", "package__year", "package__class_group"))


def _rows(packages: Sequence[Package], copies: Iterable[Copy]) -> list[PackageRow]:
    moment, terms = now(), options().terms
    by_package: dict[int, list[Copy]] = {one.pk: [] for one in packages}
    for copy in copies:
        by_package[copy.package_id].append(copy)
    return [_row(package, by_package[package.pk], moment, terms) for package in packages]


def _row(package: Package, copies: Sequence[Copy], moment: datetime, terms: Terms) -> PackageRow:
    standing: list[Held] = [held(one) for one in copies]
    told = () if package.withdrawn_at else tuple(rules.troubles(package.title, standing, moment, terms))
    rows = {one.carrier_id: _copy(one, moment, terms) for one in copies}
    return PackageRow(package, rows, rules.good_places(standing), told)


def _copy(copy: Copy, moment: datetime, terms: Terms) -> CopyRow:
    return CopyRow(
        id=copy.pk,
        package=copy.package,
        carrier=copy.carrier,
        condition=rules.condition(held(copy), moment, terms),
        found=copy.found,
        checked_at=copy.checked_at,
        written_at=copy.written_at,
        written_by=copy.written_by,
        away_since=copy.away_since,
        file=copy.file,
    )


def trouble_of_archive(actor: Actor) -> list[str]:
    """Return the gravest that is wrong with the copies of packages and how much more is; copies that an act names.

    Nothing for who may not know. One query.
    """
    if not actor.may(Right.READ_CARRIERS):
        return []
    moment, terms = now(), options().terms
    packages, left = _held_by_package(actor)
    found = (one for title, copies in packages.values() for one in rules.troubles(title, copies, moment, terms))
    grave = sorted((one for one in found if one.is_grave), key=lambda one: one.rank)
    more = f" И ещё: {len(grave) - 1}." if len(grave) > 1 else ""
    return [*([f"Архив. {grave[0].text}{more}"] if grave else []), *left]


def _held_by_package(actor: Actor) -> tuple[dict[int, tuple[str, list[Held]]], list[str]]:
    """By package in use its title and its copies on carriers in service; of destroyed ones what is left. One query."""
    rows = Package.objects.filter(Q(withdrawn_at=None) | ~Q(destroyed_by=""), school_id=actor.school_id).annotate(
        held=FilteredRelation("copies", condition=Q(copies__ended_at=None))
    )
    of_copy = ("carrier__name", "carrier__place", "carrier__kind", "state", "checked_at", "away_since")
    told = rows.values_list(
        *("pk", "year__name", "class_group__name", "destroyed_by", "held__carrier__until"),
        *names_of("held__carrier__responsible__person"),
        *(f"held__{one}" for one in of_copy),
    )
    found: dict[int, tuple[str, list[Held]]] = {}
    left: Counter[tuple[str, str, str]] = Counter()
    for pk, year, group, act, until, surname, given, patronymic, name, *copy in told:
        if act:
            if name is not None:
                left[act, name, initials(surname, given, patronymic)] += 1
            continue
        _, copies = found.setdefault(pk, (f"{year}, {group}" if group else year, []))
        if name is not None and until is None:
            copies.append(Held(name, *copy))
    return found, [
        f"По акту {act} на носителе «{name}» не уничтожено копий: {number}. Отвечает {who}"
        for (act, name, who), number in left.items()
    ]


# ── one of them ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A package, its copies, what was found of them; the carriers that it is not on.

    `is_kept`: whether the server has its file; `signers`: who has signed it by certificate; `all_damaged`: two copies
    or more, none of them whole.
    """

    row: PackageRow
    checks: tuple[Check, ...]
    free: tuple[Carrier, ...]
    is_kept: bool
    is_replaced: bool
    signers: tuple[str, ...]

    @property
    def all_damaged(self) -> bool:
        """No copy is whole any more, and there are several to put one together from."""
        copies = [one for one in self.row.copies.values() if one.condition == Condition.DAMAGED]
        return len(copies) > 1 and self.row.good == 0


def package_page(actor: Actor, package_id: int) -> PackagePage:
    """Return a package as its page shows it. Raises NotVisible. Six queries."""
    policy.require(actor, Right.READ_CARRIERS)
    package = package_of(actor, package_id)
    copies = _copies(actor, Q(package=package))
    (row,) = _rows([package], copies)
    on = {one.carrier_id for one in copies}
    carriers = Carrier.objects.filter(school_id=actor.school_id, until=None)
    newer = _packages(actor).filter(
        year=package.year_id, class_group=package.class_group_id, withdrawn_at=None, pk__gt=package.pk
    )
    return PackagePage(
        row=row,
        checks=tuple(_checks(Q(copy__package=package))),
        free=tuple(one for one in carriers if one.pk not in on),
        is_kept=not package.destroyed_by and file_of(package).is_file(),
        is_replaced=newer.exists(),
        signers=tuple(map(signer_name, signatures_of(actor.school_id, SubjectKind.PACKAGE, package.fingerprint))),
    )


@dataclass(frozen=True, slots=True)
class CarrierPage:
    """A carrier, the copies on it, what was found of them."""

    carrier: Carrier
    copies: tuple[CopyRow, ...]
    checks: tuple[Check, ...]


def carrier_page(actor: Actor, carrier_id: int) -> CarrierPage:
    """Return a carrier as its page shows it. Raises NotVisible. Three queries."""
    policy.require(actor, Right.READ_CARRIERS)
    carrier = carrier_of(actor, carrier_id)
    rows = Copy.objects.filter(school_id=actor.school_id, carrier=carrier, ended_at=None)
    moment, terms = now(), options().terms
    copies = rows.select_related("carrier", "package__year", "package__class_group").order_by("-pk")
    return CarrierPage(
        carrier=carrier,
        copies=tuple(_copy(one, moment, terms) for one in copies if one.package.withdrawn_at is None),
        checks=tuple(_checks(Q(copy__carrier=carrier))),
    )


def _checks(which: Q) -> Iterable[Check]:
    rows = Check.objects.filter(which)
    return rows.select_related("copy__carrier", "copy__package__year", "copy__package__class_group")[:SHOWN]


def classes_of(actor: Actor, year_id: int) -> list[tuple[int, str]]:
    """Return id and name of the classes of a year, in order. One query."""
    policy.require(actor, Right.READ_CARRIERS)
    rows = ClassGroup.objects.filter(school_id=actor.school_id, year_id=year_id).order_by("sort_key")
    return list(rows.values_list("pk", "name"))


def places_for(actor: Actor, *, carrier_id: int | None = None) -> list[tuple[str, str]]:
    """Return name and kind of the places that the server's administrator has set and no carrier has. One query."""
    carriers = Carrier.objects.filter(~Q(pk=carrier_id), school_id=actor.school_id, until=None)
    taken = set(carriers.values_list("address", flat=True))
    kinds = {True: "хранилище S3", False: "папка"}
    return [
        (name, f"{name} ({kinds[fits('store', where)]})")
        for name, where in options().places.items()
        if name not in taken
    ]
