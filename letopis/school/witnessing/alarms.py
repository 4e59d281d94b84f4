"""What of witnesses is an alarm: told where the office and the director begin, never silenced by time."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.rights import Right
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.witnessing import rules
from letopis.school.witnessing.models import CheckpointMail, Refusal, Witness


def troubles(actor: Actor) -> list[str]:
    """Return what is red, the gravest first; [] where all is well, or it is not the actor's to know.

    One query where all is well: the words are looked for where there is something to tell.
    """
    if not actor.may(Right.READ_UPKEEP):
        return []
    of_school = {"school": OuterRef("pk")}
    in_force = Witness.objects.filter(**of_school, ended_at__isnull=True).order_by()
    heard = in_force.annotate(heard=Coalesce("answered_at", "since")).order_by("heard").values("heard")
    mail = CheckpointMail.objects.filter(**of_school).order_by("-id").values("fault")
    row = School.objects.annotate(
        is_refused=Exists(Refusal.objects.filter(**of_school, settled_at__isnull=True)),
        witnesses=Subquery(in_force.values("school").annotate(number=Count("pk")).values("number")),
        heard_at=Subquery(heard[:1]),
        mail_fault=Subquery(mail[:1]),
    ).get(pk=actor.school_id)
    rules_of = settings_of(row)
    limit = now() - timedelta(days=rules_of.witness_silence_days)
    is_lacking = row.witnesses is not None and (row.heard_at < limit or row.witnesses < rules_of.witness_quorum)
    told = (
        trouble_of_refusals(actor) if row.is_refused else "",
        trouble_of_witnesses(actor) if is_lacking else "",
        trouble_of_mail(actor) if row.mail_fault else "",
    )
    return [one for one in told if one]


def trouble_of_refusals(actor: Actor) -> str:
    """Say that another history was shown, to a witness of ours or by a log that we watch; "" for none. One query."""
    if not actor.may(Right.READ_UPKEEP):
        return ""
    rows = Refusal.objects.filter(school=actor.school_id, settled_at__isnull=True)
    found = rows.select_related("witness", "log").order_by("id")[:3]
    return " ".join(refusal_told(one) for one in found) + (" Разберитесь сегодня." if found else "")


def refusal_told(row: Refusal) -> str:
    """Return what was shown, in a sentence."""
    who = f"Свидетель «{row.witness.name}»" if row.witness else f"Журнал «{row.log.name}»" if row.log else ""
    return f"{who}: {row.get_kind_display().lower()}: {row.known_size} и {row.shown_size} записей."


def trouble_of_witnesses(actor: Actor) -> str:
    """Say who of our witnesses is silent for too long, or that there are too few; "" where all is well. One query."""
    if not actor.may(Right.READ_UPKEEP):
        return ""
    rows = list(Witness.objects.filter(school=actor.school_id, ended_at__isnull=True).select_related("school"))
    if not rows:
        return ""
    rules_of = settings_of(rows[0].school)
    if len(rows) < rules_of.witness_quorum:
        return (
            f"Свидетелей истории названо {len(rows)}, а доверенной точке нужно {rules_of.witness_quorum}: "
            "назовите ещё или измените правило."
        )
    silent = [
        one
        for one in rows
        if rules.is_silent(now(), since=one.since, answered_at=one.answered_at, days=rules_of.witness_silence_days)
    ]
    names = ", ".join(
        f"«{one.name}» с {local(rules.silent_since(since=one.since, answered_at=one.answered_at)):%d.%m.%Y}"
        for one in silent
    )
    return f"Свидетели истории молчат: {names}. Работа идёт, но новые записи никто не заверяет." if silent else ""


def trouble_of_mail(actor: Actor) -> str:
    """Say that the daily mail with the checkpoint did not leave; "" where it did. One query."""
    if not actor.may(Right.READ_UPKEEP):
        return ""
    last = CheckpointMail.objects.filter(school=actor.school_id).select_related("school").first()
    if last is None or not last.fault or not settings_of(last.school).checkpoint_mail:
        return ""
    return f"Контрольная точка не ушла по почте. {last.fault} Отправка повторяется каждый час."
