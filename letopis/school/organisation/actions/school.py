"""The school's card and its settings. Sources: П3.2.1, П3.2.5, Т4.1."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.kernel.text import clean
from letopis.school.history.ledger import record
from letopis.school.organisation import policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import changed, founding_settings, settings_of, to_store
from letopis.school.organisation.words import phrase

CARD = frozenset({"kind", "name", "short_name", "region", "city", "address", "phone", "email", "website", "time_zone"})


@transaction.atomic
def create_school(actor: Actor, **card: str) -> School:
    """Found a school from its card (columns of CARD). Only the program does: `actor.school_id` is not used."""
    if actor.role is not Role.SYSTEM:
        raise NotVisible
    school = School(**_checked_card(card))
    school.settings = founding_settings(school.kind)
    school.save()
    record(replace(actor, school_id=school.pk), school, "create")
    return school


@transaction.atomic
def update_school(actor: Actor, **card: str) -> School:
    """Change the card of the actor's school. Raises Refused for a value that cannot be."""
    policy.require(actor, Right.SET_SCHOOL)
    school = School.objects.select_for_update().get(pk=actor.school_id)
    rows.change(actor, school, **_checked_card(card))
    return school


@transaction.atomic
def change_settings(actor: Actor, *, values: Mapping[str, Any]) -> SchoolSettings:
    """Change settings of the actor's school by name; values may be text as typed. Raises Refused with the remedy."""
    policy.require(actor, Right.SET_SCHOOL)
    school = School.objects.select_for_update().get(pk=actor.school_id)
    settings = changed(settings_of(school), values)
    rows.change(actor, school, settings=to_store(settings))
    return settings


def _checked_card(card: Mapping[str, str]) -> dict[str, str]:
    if not card.keys() <= CARD:
        raise TypeError(f"not columns of the card: {sorted(card.keys() - CARD)}")
    cleaned = {column: clean(value) for column, value in card.items()}
    for column, word in (("name", "полное наименование"), ("short_name", "краткое наименование")):
        if column in cleaned and not cleaned[column]:
            raise Refused(phrase("Укажите {word} {school.gen}.", word=word), code="required", field=column)
    _check_lengths(cleaned)
    if cleaned.get("kind", SchoolKind.GENERAL) not in SchoolKind.values:
        raise Refused("Выберите вид организации из списка.", code="invalid", field="kind")
    if "time_zone" in cleaned:
        _check_zone(cleaned["time_zone"])
    return cleaned


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused("Такого часового пояса нет. Пример: Europe/Moscow.", code="invalid", field="time_zone") from None


def _check_lengths(card: Mapping[str, str]) -> None:
    for column, value in card.items():
        longest = getattr(School._meta.get_field(column), "max_length", None)
        if longest and len(value) > longest:
            raise Refused(f"Слишком длинно: не больше {longest} знаков.", code="too_long", field=column)
