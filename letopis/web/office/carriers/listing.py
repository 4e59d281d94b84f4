"""The table of packages: a column a carrier."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from letopis.documents.carriers.models import Carrier
from letopis.documents.carriers.queries import CopyRow, PackageRow
from letopis.documents.carriers.rules import LEAST, Condition
from letopis.kernel.clock import local
from letopis.web.shared.listing import ListColumn, link, note
from letopis.web.shared.templatetags.letopis import size, state

KINDS = {
    Condition.WHOLE: "ok",
    Condition.UNREACHABLE: "offline",
    Condition.OVERDUE: "warn",
    Condition.MISSING: "danger",
    Condition.DAMAGED: "danger",
}


def shown_as(copies: Iterable[CopyRow]) -> list[dict[str, Any]]:
    """Return each copy with the kind of its state on a page."""
    return [{"copy": one, "kind": KINDS[one.condition]} for one in copies]


def columns(carriers: Sequence[Carrier]) -> list[ListColumn[PackageRow]]:
    """Return the columns: the package, its size, in how many places it lies whole, a column a carrier."""
    return [
        ListColumn(
            "package",
            "Пакет",
            lambda row: row.package.title,
            lambda row: link("office_carrier_package", row.id, row.package.title),
            width=28,
            is_head=True,
        ),
        ListColumn(
            "built_at",
            "Собран",
            lambda row: local(row.package.built_at).replace(tzinfo=None),
            lambda row: f"{local(row.package.built_at):%d.%m.%Y}",
            width=18,
            css="desktop-only",
        ),
        ListColumn(
            "size",
            "Размер",
            lambda row: row.package.size,
            lambda row: size(row.package.size),
            css="number desktop-only",
        ),
        ListColumn("good", "Мест", lambda row: row.good, _good, width=10, css="number"),
        *(_of_carrier(one) for one in carriers),
    ]


def _good(row: PackageRow) -> SafeString:
    return state("ok" if row.good >= LEAST else "danger", f"{row.good} из {LEAST}")


def _of_carrier(carrier: Carrier) -> ListColumn[PackageRow]:
    return ListColumn(
        f"carrier{carrier.pk}",
        carrier.name,
        lambda row: _told(row.copies.get(carrier.pk)),
        lambda row: _cell(row.copies.get(carrier.pk)),
        width=32,
        # A phone shows in how many places; the package's page, where.
        css="desktop-only",
    )


def _told(copy: CopyRow | None) -> str:
    return f"{copy.condition.label}, {local(copy.checked_at):%d.%m.%Y}" if copy else ""


def _cell(copy: CopyRow | None) -> SafeString:
    if copy is None:
        return SafeString('<span class="note">нет</span>')
    return SafeString(f"{state(KINDS[copy.condition], copy.condition.label)}{note(f'{local(copy.checked_at):%d.%m}')}")
