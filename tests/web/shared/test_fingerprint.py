"""The page behind the QR of a printed page: it says whether the fingerprint holds, and nothing else (JRN-10)."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from letopis.school.history import append_only
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint, Tile
from tests import factories as make
from tests.school.history.log.test_checkpoints import enter

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "ARC-06")]


@pytest.fixture
def old():
    """A checkpoint that a page was printed under; the ledger has gone on since."""
    school = make.make_school()
    enter(school, 20)
    make_checkpoint(school.pk)
    enter(school, 300)
    make_checkpoint(school.pk)
    return Checkpoint.objects.get(school=school, number=1)


def asked(client: Client, root: str) -> tuple[int, str]:
    answer = client.get(reverse("fingerprint", args=[root]))
    return answer.status_code, answer.content.decode()


def test_a_stranger_learns_that_the_ledger_goes_on_and_no_more(client, old, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        status, page = asked(client, bytes(old.root).hex())
    assert (status, "Отпечаток подлинный" in page) == (200, True)
    assert f"{old.size}\u00a0" in page
    assert old.school.short_name in page
    assert asked(client, bytes(old.root).hex().upper())[0] == 200


def test_what_is_not_there_is_said(client, old):
    status, page = asked(client, "0" * 64)
    assert (status, "Такого отпечатка в этой базе нет" in page) == (404, True)
    for wrong in ("x" * 64, "0" * 63, "0" * 65, "нет"):
        status, page = asked(client, wrong)
        assert (status, "Такого отпечатка" in page) == (404, False)


@pytest.mark.parametrize("how", ["tile", "note"])
def test_a_ledger_that_was_changed_does_not_go_on(client, old, how):
    append_only.remove(connection)
    if how == "tile":
        Tile.objects.update(hashes=bytes(8192), root=bytes(32))
    else:
        Checkpoint.objects.filter(pk=old.pk).update(note=old.note.replace("— ", "— x", 1))
    status, page = asked(client, bytes(old.root).hex())
    assert (status, "не продолжается" in page) == (200, True)
