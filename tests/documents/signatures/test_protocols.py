"""Marks of signatures in protocols of councils and in extracts: whose place, nothing over anything, still proved."""

import io
from pathlib import Path

import pytest
from django.db.models import Q
from pypdf import PdfReader

from letopis.documents.extracts import checking, paper
from letopis.documents.extracts.form import read
from letopis.documents.extracts.making import make_extract
from letopis.documents.paper.protocol import Letterhead, protocol_pdf
from letopis.documents.signatures import pades
from letopis.documents.signatures.pdf import check_pdf
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.councils import queries
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.signatures.scene import LONG_NAME, issue
from tests.documents.signatures.test_marks import marks, overlap, words
from tests.school.journal.scene import mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-07", "JRN-06")]


def signed(content: bytes, *who: tuple[str, Role]) -> bytes:
    with serving("general", "Europe/Moscow"):
        for owner, role in who:
            content = pades.sign_pdf(content, issue(owner).key, pades.As(role, "Директор", owner.split()[0]))
    return content


@pytest.fixture
def protocol(school) -> bytes:
    """Of a council whose chair and secretary are named."""
    group = make.make_class(school)
    chair, secretary = (make.make_staff(school, name) for name in ("Орлова Елена Викторовна", "Климов Андрей Петрович"))
    council = make.make_council(
        group, *make.make_students(group, 2), chair=chair, secretary=secretary, state="closed", number="7"
    )
    page = queries.council_page(make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY), council.pk)
    return protocol_pdf(page, Letterhead.of(school.pk))


def test_each_signs_in_the_own_row_whoever_comes_first(protocol: bytes, tmp_path: Path) -> None:
    done = signed(
        protocol,
        ("Климов Андрей Петрович", Role.METHODOLOGIST),
        ("Орлова Елена Викторовна", Role.DIRECTOR),
        (LONG_NAME, Role.DEPUTY),
    )
    secretary, chair, other = marks(done)
    found = words(tmp_path, protocol)
    assert chair[1] < found["Председатель"][1] < chair[3] < secretary[3]
    assert other[1] > secretary[3], "who is not named signs below"
    boxes = [secretary, chair, other]
    assert not any(overlap(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    assert [word for word, box in found.items() if any(overlap(box, one) for one in boxes)] == []
    assert [len(one.faults) for one in check_pdf(done, None)] == [0, 0, 0]


def test_nobody_takes_the_place_of_another(protocol: bytes) -> None:
    """Two spare places: the third who is not named signs beside the file."""
    strangers = [(f"Седова{letter} Ирина Ильинична", Role.DEPUTY) for letter in "абв"]
    with pytest.raises(Refused, match="Мест для отметок"):
        signed(protocol, *strangers)
    assert len(marks(signed(protocol, *strangers[:2]))) == 2


def test_a_signed_extract_still_proves_itself(tmp_path: Path) -> None:
    s = scene(1)
    one(s.actor, mark(s.work, s.student, "4"))
    assert any(make_checkpoint(s.school.pk) for _ in range(5))
    with serving("general", "Europe/Moscow"):
        made = paper.extract_pdf(make_extract(s.school, Q(kind="journal.mark"), title="Отметка"))
    done = signed(made, ("Орлова Елена Викторовна", Role.DIRECTOR), ("Климов Андрей Петрович", Role.DEPUTY))
    assert len(marks(done)) == 2
    found = words(tmp_path, made)
    assert [word for word, box in found.items() if any(overlap(box, one) for one in marks(done))] == []
    extract = read(paper.inside(done))
    assert checking.check(extract, keys=list(extract.keys)).faults == ()
    assert len(PdfReader(io.BytesIO(done)).pages) == len(PdfReader(io.BytesIO(made)).pages) == 1
    assert [len(one.faults) for one in check_pdf(done, None)] == [0, 0]
