"""The newest checkpoint by mail: once a day, through a real server; what fails is told and tried again."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.core import mail
from django.core.management import call_command

from letopis.documents.extracts.named import as_signed
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.log import notes
from letopis.school.history.log.checkpoints import make_checkpoint, newest
from letopis.school.history.log.cosignatures import Cosigner
from letopis.school.history.log.keys import keys_of
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import checked
from letopis.school.witnessing import alarms, asking, mailing
from letopis.school.witnessing.cosigned import cosigned_note
from letopis.school.witnessing.models import CheckpointMail
from tests import factories as make
from tests.school.history.log.test_checkpoints import enter
from tests.school.witnessing.scene import pair

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]

TO = ["director@example.ru", "founder@example.ru"]


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.IS_MAIL_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "letopis@example.ru"


@pytest.fixture
def named(school) -> School:
    school.settings = {"checkpoint_mail": TO}
    school.save()
    enter(school, 3)
    make_checkpoint(school.pk)
    return school


def director(school: School) -> Actor:
    return make.actor_of(make.make_officer(school, Role.DIRECTOR), Role.DIRECTOR)


def send_due() -> None:
    for school in School.objects.order_by("pk"):
        mailing.carry_out.call(school.pk, is_asked=False)


def test_it_goes_once_a_day_to_everybody_named(named, moment):
    send_due()
    send_due()
    (sent,) = mail.outbox
    assert (sent.to, sent.bcc, sent.from_email) == ([], TO, "letopis@example.ru")
    assert named.short_name in sent.subject
    checkpoint = newest(named.pk)
    # Who keeps the mail has the checkpoint, whatever was done to its line ends.
    held = as_signed(sent.body.replace("\n", "\r\n"))
    assert held == cosigned_note(checkpoint)
    verifier = keys_of(named.pk)[-1].verifier
    assert verifier in sent.body
    assert notes.parse(held).is_signed_by(notes.Verifier.of(verifier))

    moment.shift(timedelta(hours=12))
    send_due()
    assert len(mail.outbox) == 1
    moment.shift(timedelta(hours=12))
    send_due()
    assert len(mail.outbox) == 2
    assert alarms.trouble_of_mail(director(named)) == ""


def test_nobody_named_nothing_sent(school):
    enter(school, 3)
    make_checkpoint(school.pk)
    mailing.begin_due()
    send_due()
    assert mail.outbox == []
    assert not CheckpointMail.objects.exists()


def test_what_fails_is_told_and_tried_each_hour(named, moment, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    head = director(named)
    send_due()
    send_due()
    assert CheckpointMail.objects.count() == 1
    assert "не принял письмо (не отвечает)" in alarms.trouble_of_mail(head)
    moment.shift(timedelta(minutes=61))
    with server() as (port, got):
        settings.EMAIL_PORT = port
        send_due()
    assert alarms.trouble_of_mail(head) == ""
    assert [one.fault for one in CheckpointMail.objects.all()][0] == ""
    (raw, receivers) = got.pop()
    assert receivers == TO
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["To"] != TO[0]
    assert "founder@example.ru" not in raw.decode(), "nobody of them need know of the others"
    checkpoint = newest(named.pk)
    assert as_signed(letter.get_content()) == cosigned_note(checkpoint)


def test_a_server_that_refuses_is_told_without_addresses(named, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with server(rcpt="550 no such user founder@example.ru") as (port, _):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        send_due()
    fault = CheckpointMail.objects.get().fault
    assert "не принял" in fault
    assert "@" not in fault


def test_without_a_mail_server_it_says_so(named, settings):
    settings.IS_MAIL_SET = False
    send_due()
    assert mail.outbox == []
    assert "EMAIL_URL" in alarms.trouble_of_mail(director(named))


@pytest.mark.django_db(transaction=True)
def test_it_tells_who_has_cosigned(live_server):
    two = pair(live_server.url)
    two.log.settings = {"checkpoint_mail": TO}
    two.log.save()
    asking.carry_out.call()
    send_due()
    body = mail.outbox[0].body
    assert "Заверили:\n  Гимназия, 23.11.2026 10:43" in body
    assert Cosigner.of(two.witness.verifier).time_of(notes.parse(as_signed(body)))
    assert two.witness.verifier in body


def test_who_may_send_at_once(named):
    with pytest.raises(NotVisible):
        mailing.begin_asked(director(named))
    operator = make.actor_of(make.make_officer(named), Role.OPERATOR)
    named.settings = {}
    named.save()
    with pytest.raises(Refused, match="Некому"):
        mailing.begin_asked(operator)


def test_addresses_are_looked_at():
    assert checked("checkpoint_mail", "a@b.ru, c@d.ru;a@b.ru\n") == ("a@b.ru", "c@d.ru")
    assert checked("checkpoint_mail", " ") == ()
    many = ", ".join(f"a{number}@b.ru" for number in range(13))
    for wrong in ("a@b", "a b@c.ru x", "a@b.ru\r\nBcc: x", "@b.ru", "я@b.ru", many):
        with pytest.raises(Refused, match="адреса почты"):
            checked("checkpoint_mail", wrong)


def test_a_mail_as_it_was_kept_proves_the_past(named, tmp_path):
    send_due()
    (kept := tmp_path / "mail.txt").write_text(as_signed(mail.outbox[0].body))
    enter(named, 5)
    make_checkpoint(named.pk)
    call_command("verify", "--against", str(kept))


@contextmanager
def server(rcpt: str = "250 ok") -> Iterator[tuple[int, list[tuple[bytes, list[str]]]]]:
    """A server of mail on this machine; yields its port and what it gets: letters with their receivers."""
    got: list[tuple[bytes, list[str]]] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            receivers: list[str] = []
            self.say("220 test")
            while line := self.rfile.readline().decode().strip():
                verb = line.partition(" ")[0].upper()
                if verb == "RCPT":
                    receivers.append(line.partition("<")[2].partition(">")[0])
                    self.say(rcpt)
                elif verb == "DATA":
                    self.say("354 go on")
                    got.append((self.letter(), receivers))
                    self.say("250 kept")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 ok")

        def letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            return b"".join(lines)

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made.server_address[1], got
        made.shutdown()
        thread.join()
