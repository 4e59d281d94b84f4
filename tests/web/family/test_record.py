"""A family watches the record of its child and takes the proof home; a teacher's drafts are not in it (JRN-10)."""

import pytest
from django.urls import reverse

from letopis.documents.extracts.checking import check
from letopis.documents.extracts.form import read
from letopis.documents.extracts.paper import inside
from letopis.kernel.roles import Role
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint
from letopis.school.history.nightly import verify_and_keep
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.school.journal.scene import Scene, absence, mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "ARC-06", "DIA-01")]
PAGE, PROOF = reverse("diary_record"), reverse("diary_record_proof")


@pytest.fixture
def s() -> Scene:
    """A mark put and corrected, an absence; marks of another child beside."""
    made = scene(2)
    for operation in (
        mark(made.work, made.student, "4"),
        mark(made.work, made.student, "5", base=1),
        absence(made.lesson, made.student),
        mark(made.work, made.students[1], "2"),
    ):
        assert one(made.actor, operation)["status"] == "applied"
    return made


def verified(s: Scene) -> None:
    with serving(s.school.kind, s.school.time_zone):
        verify_and_keep(s.school.pk, full=True)


def test_the_family_sees_the_count_the_last_look_and_takes_the_proof(client, s, django_assert_num_queries):
    parent = make.make_guardian(s.student)
    make.sign_in(client, parent)
    page = client.get(PAGE).content.decode()
    assert "3\u00a0записи" in page
    assert "Историю ещё не сверяли" in page
    assert client.get(PROOF, follow=True).redirect_chain == [(reverse("diary_record", args=[s.student.pk]), 302)]
    make_checkpoint(s.school.pk)
    found = read(client.get(PROOF, {"format": "json"}).content)
    assert check(found).is_whole
    assert {line.entry.student for line in found.entries} == {s.student.pk}
    assert len(found.entries) == 3
    assert read(inside(client.get(PROOF).content)).entries == found.entries
    with django_assert_num_queries(6):
        client.get(PAGE)
    assert "заверяют" not in page
    make.make_cosignature(Checkpoint.objects.get())
    assert "Историю заверяют другие организации" in client.get(PAGE).content.decode()


def test_a_ledger_that_does_not_agree_is_said_so(client, s):
    make.sign_in(client, make.make_guardian(s.student))
    verified(s)
    # What the factories made stands in no entry: the ledger and the tables do not agree.
    assert "нашла расхождения" in client.get(PAGE).content.decode()


@pytest.mark.req("JRN-03")
def test_a_draft_is_no_part_of_it(client, s):
    make.sign_in(client, make.make_guardian(s.student))
    s.school.settings = {"draft_marks": True}
    s.school.save()
    s.work.kind.is_written = True
    s.work.kind.save()
    assert "1\u00a0запись" in client.get(PAGE).content.decode()
    make_checkpoint(s.school.pk)
    found = read(client.get(PROOF, {"format": "json"}).content)
    assert [line.entry.kind for line in found.entries] == ["journal.absence"]


@pytest.mark.req("ACC-03")
def test_who_reads_it(client, s):
    addresses = [reverse(name, args=[s.student.pk]) for name in ("diary_record", "diary_record_proof")]
    assert {client.get(address).status_code for address in addresses} == {302}
    stranger = make.make_guardian(make.make_student(make.make_class(s.school, "8Б")))
    for card in (stranger, s.students[1], make.make_officer(s.school), make.make_guardian(scene().student)):
        make.sign_in(client, card)
        assert {client.get(address).status_code for address in addresses} == {404}
    for card in (make.make_guardian(s.student), s.tutor, make.make_officer(s.school, Role.DEPUTY)):
        make.sign_in(client, card)
        assert client.get(addresses[0]).status_code == 200
