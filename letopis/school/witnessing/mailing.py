"""The newest checkpoint by mail, once a day, to who is named: what is kept there nobody here can change (JRN-10)."""

import logging
import smtplib
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over, is_under_way
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.nightly import is_due
from letopis.kernel.rights import Right
from letopis.school.history.log.checkpoints import newest
from letopis.school.history.log.keys import keys_of
from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.witnessing.cosigned import cosigned_note, cosigners_of
from letopis.school.witnessing.models import CheckpointMail, Witness

log = logging.getLogger("letopis.mail")

KEPT = 400
# Around the checkpoint in a mail: who keeps the mail has the checkpoint.
BEGINS, ENDS = "----- контрольная точка -----", "----- конец -----"
NOT_SET = "Почта не настроена: администратор сервера указывает EMAIL_URL."


def begin_due() -> None:
    """Give the worker the mails whose hour has come; it looks each minute. Where nobody is named nothing happens."""
    due = [school.pk for school in School.objects.only("pk", "settings", "time_zone") if _is_due(school)]
    if due and not is_under_way(carry_out):
        for school_id in due:
            carry_out.enqueue(school_id, is_asked=False)


def begin_asked(actor: Actor) -> None:
    """Send one now. Raises NotVisible, Refused: nobody is named, or one is on its way."""
    if not actor.may(Right.SET_SCHOOL):
        raise NotVisible
    school = School.objects.only("settings").get(pk=actor.school_id)
    if not settings_of(school).checkpoint_mail:
        raise Refused("Некому отправлять: укажите адреса в настройках.", code="nobody")
    if is_under_way(carry_out):
        raise Refused("Письмо уже отправляется. Обновите страницу через минуту.", code="busy")
    hand_over(carry_out, actor.school_id, is_asked=True)


def _is_due(school: School) -> bool:
    if not settings_of(school).checkpoint_mail:
        return False
    last = CheckpointMail.objects.filter(school=school).values_list("at", flat=True).first()
    good = CheckpointMail.objects.filter(school=school, fault="").values_list("at", flat=True).first()
    at, zone = settings.CHECKPOINT_MAIL_AT, ZoneInfo(school.time_zone)
    return is_due(now(), at=at, zone=zone, good=good, tried=last)


@task()
def carry_out(school_id: int, *, is_asked: bool) -> None:
    """Send a school's checkpoint; by the clock only where it is still due."""
    school = School.objects.filter(pk=school_id).first()
    if school is not None and (is_asked or _is_due(school)):
        with serving(school.kind, school.time_zone):
            send(school)


def send(school: School) -> CheckpointMail | None:
    """Send the newest checkpoint and keep how it went; None while nothing is signed. What fails is tried each hour."""
    checkpoint = newest(school.pk)
    receivers = settings_of(school).checkpoint_mail
    if checkpoint is None or not receivers:
        return None
    fault = "" if settings.IS_MAIL_SET else NOT_SET
    if not fault:
        try:
            mail = EmailMessage(_subject(school, checkpoint), text_of(school, checkpoint), to=[])
            # Nobody of them need know of the others.
            mail.bcc = list(receivers)
            mail.send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.warning("School %s: the checkpoint was not sent: %s", school.pk, type(error).__name__)
            fault = f"Почтовый сервер не принял письмо ({_told(error)})."
    made = CheckpointMail.objects.create(
        school=school, at=now(), size=checkpoint.size, receivers=len(receivers), fault=fault[:300]
    )
    old = CheckpointMail.objects.filter(school=school).values_list("id", flat=True)[KEPT:]
    CheckpointMail.objects.filter(id__in=list(old)).delete()
    return made


def _told(error: Exception) -> str:
    """Why, without what names an address or a password."""
    code = getattr(error, "smtp_code", None)
    if isinstance(code, int):
        return f"код {code}"
    return type(error).__name__ if isinstance(error, smtplib.SMTPException) else "не отвечает"


def _subject(school: School, checkpoint: Checkpoint) -> str:
    return f"Контрольная точка истории: {school.short_name}, записей {checkpoint.size}"


def text_of(school: School, checkpoint: Checkpoint) -> str:
    """Return the mail: the checkpoint with its cosignatures, the keys, how it is checked. Nothing personal."""
    signers = [f"  {one.name}, {local(one.at):%d.%m.%Y %H:%M}" for one in cosigners_of(checkpoint)]
    log_keys = [f"  {row.verifier}" for row in reversed(keys_of(school.pk))]
    witnesses = Witness.objects.filter(school=school, ended_at__isnull=True).values_list("name", "verifier")
    witness_keys = [f"  {name}: {verifier}" for name, verifier in witnesses]
    return "\n".join(
        [
            f"{school.name}. Контрольная точка истории электронного журнала от {local(checkpoint.at):%d.%m.%Y %H:%M}.",
            "Сохраните это письмо: через годы оно докажет, что ни одна из записей не изменена и не изъята.",
            "",
            BEGINS,
            cosigned_note(checkpoint).rstrip("\n"),
            ENDS,
            "",
            "Заверили:" if signers else "Свидетели её ещё не заверили.",
            *signers,
            "Открытый ключ журнала:",
            *log_keys,
            *(["Открытые ключи свидетелей:", *witness_keys] if witness_keys else []),
            "",
            "Как проверить: сохраните строки между чертами в файл точка.txt и выполните на сервере организации",
            "  letopis verify --against точка.txt",
            "Выписку сверяют с ней без сервера:",
            "  letopis proof verify ВЫПИСКА --checkpoint точка.txt --key КЛЮЧ",
            "Личных данных в письме нет.",
            "",
        ]
    )
