"""Copies made before an act hold what it has destroyed: which, and by when they are gone, is said where it matters."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from letopis.documents.backup.models import How, Kind, Run, State
from letopis.documents.backup.rules import Copy, Keep, last_gone, removable
from letopis.documents.keeping import queries
from letopis.documents.keeping.carrying_out import carry_out
from letopis.documents.keeping.old_copies import old_copies
from letopis.documents.keeping.paper import destruction_pdf
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.keeping.scene import kept

pytestmark = pytest.mark.req("ARC-08", "ARC-09")
SAID = "последняя из сделанных по расписанию будет убрана не позже 09.02.2034"  # 12 months of 31 days and one copy more


@given(st.integers(1, 15), st.integers(1, 40), st.integers(0, 8), st.integers(0, 3), st.integers(0, 1))
def test_after_the_day_that_is_said_rotation_has_left_no_copy_older_than_the_act(
    every: int, days: int, weeks: int, months: int, years: int
) -> None:
    keep, act = Keep(days, weeks, months, years), datetime(2033, 2, 1, 12, tzinfo=UTC)
    until = last_gone(act, keep, every)
    copies = [Copy("old", act - timedelta(minutes=1))]
    moment = act - timedelta(minutes=1)
    while (moment := moment + timedelta(days=every)) <= until:
        copies.append(Copy(str(moment), moment))
        gone = set(removable(copies, moment, keep))
        copies = [one for one in copies if one.name not in gone]
    assert "old" not in {one.name for one in copies}


def copy_made(at: datetime, folder: str, how: How = How.SCHEDULE) -> Run:
    return Run.objects.create(
        kind=Kind.BACKUP, state=State.DONE, how=how, begun_at=at, ended_at=at, made_at=at,
        name=f"letopis-{at:%Y%m%d}.zip", places=[{"folder": folder, "name": "x", "size": 1, "fault": ""}],
    )  # fmt: skip


@pytest.mark.django_db
def test_the_act_its_paper_and_the_operators_page_say_it(moment: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    keep = {"days": 30, "weeks": 0, "months": 12, "years": 1}
    settings.BACKUP = {**settings.BACKUP, "to": ["/mnt/a"], "days": 1, "keep": keep}
    k = kept(moment)
    act = k.act()
    assert queries.destruction_page(k.director, act.pk).backups == ""
    before = [copy_made(now() - timedelta(days=day), "/mnt/a") for day in range(400, 0, -20)]
    by_hand = copy_made(now() - timedelta(days=500), "/home/somebody", How.COMMAND)
    carry_out(k.director, act_id=act.pk, expected=queries.destruction_page(k.director, act.pk).entries)
    moment.shift(timedelta(days=1))
    after = copy_made(now(), "/mnt/a")
    school = School.objects.get(pk=k.school_id)
    with serving(school.kind, school.time_zone):
        page = queries.destruction_page(k.director, act.pk)
        assert SAID in page.backups
        made = destruction_pdf(page)
        found = old_copies(k.director)
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made)).pages)
    assert SAID in text
    names = [one.name for one in found.rows]
    assert names[0] == by_hand.name, "no rotation reaches what was made elsewhere"
    assert before[-1].name in names
    assert after.name not in names
    assert {one.acts for one in found.rows} == {(page.act.title,)}
    gone = removable([Copy(one.name, one.begun_at) for one in [*before, after]], now(), Keep(**keep))
    assert set(names) == {by_hand.name, *(one.name for one in before)} - set(gone)
    assert gone
    assert f"{found.gone_by:%d.%m.%Y}" in SAID


@pytest.mark.django_db
def test_the_operator_sees_them_and_nobody_of_another_school(
    client: Any, moment: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    k = kept(moment)
    act = k.act()
    old = copy_made(now() - timedelta(days=3), "/mnt/a", How.COMMAND)
    operator = make.make_officer(School.objects.get(pk=k.school_id), Role.OPERATOR)
    make.sign_in(client, operator)
    assert "Копии с уничтоженным" not in client.get("/office/backups/").content.decode()
    carry_out(k.director, act_id=act.pk, expected=queries.destruction_page(k.director, act.pk).entries)
    told = client.get("/office/backups/").content.decode()
    assert "Копии с уничтоженным" in told
    assert old.name in told
    assert old_copies(make.nobody(make.make_school(), Role.OPERATOR)).rows == ()
