"""The canonical forms, against literal bytes and digests: whoever changes a form breaks what is kept for 75 years."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.history import canonical
from letopis.school.history.ledger import digest_of, values_of
from letopis.school.history.models import Entry

pytestmark = pytest.mark.req("ARC-06", "П1.2")

SALT = bytes(range(16))
COMMENT = 'на «отлично»\n"!"\x1f'


def entry(version: int, **other: Any) -> Entry:
    columns: dict[str, Any] = {
        "school_id": 7,
        "at": datetime(2026, 11, 23, 7, 43, tzinfo=UTC),
        "account_id": 12,
        "actor_name": "Орлова Е. В.",
        "role": "teacher",
        "action": "changed",
        "kind": "journal.mark",
        "object_id": 345,
        "course_id": 6,
        "student_id": 89,
        "before": {"value": "4", "weight": 1},
        "after": {"value": "5", "comment": COMMENT, "weight": None},
        "reason": "опечатка",
        "op_id": UUID("6f1c0f6e-6d1b-4a3c-8e57-0d6f3c0b9a11"),
        "version": version,
        "salt": SALT if version == 2 else None,
    }
    return Entry(**columns | other)


def plainly(form: dict[str, Any]) -> bytes:
    """The form by the standard library, as docs/developer/history.md describes it."""
    return json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_form_1_is_what_it_was():
    assert digest_of(entry(1)).hex() == "2492f4ceb632f98224530866286d0d964c1211ed173a2084b5fdb4bac2d4fa72"
    sparse = entry(1, account_id=None, course_id=None, student_id=None, op_id=None, before=None, reason="")
    sparse.role = "student"
    assert digest_of(sparse).hex() == "2b71c97a4e3fd6e8896375c71f0f35065006838ab76eed2031b172e819c557f8"


def test_form_2_of_a_worker():
    content = plainly(
        {
            "after": {"comment": COMMENT, "value": "5", "weight": None},
            "before": {"value": "4", "weight": 1},
            "reason": "опечатка",
            "student": 89,
        }
    )
    head = (
        '{"account":12,"action":"changed","actor":"Орлова Е. В.","at":"2026-11-23T07:43:00.000000Z",'
        f'"content":"{hashlib.sha256(SALT + content).hexdigest()}","course":6,"created":false,"form":2,'
        '"kind":"journal.mark","object":345,"op":"6f1c0f6e-6d1b-4a3c-8e57-0d6f3c0b9a11","removed":false,'
        '"role":"teacher","school":7}'
    )
    assert digest_of(entry(2)) == hashlib.sha256(head.encode()).digest()
    assert digest_of(entry(2)).hex() == "677efbb308cf6816e57869ba0812626ea0b2c17e5c83877849a5a18685619914"


def test_form_2_of_a_family_names_the_actor_in_its_content():
    content = plainly(
        {"account": 12, "actor": "Орлова Е. В.", "after": None, "before": {"value": "4"}, "reason": "", "student": None}
    )
    head = plainly(
        {
            "action": "changed",
            "at": "2026-11-23T07:43:00.000000Z",
            "content": hashlib.sha256(SALT + content).hexdigest(),
            "course": None,
            "created": False,
            "form": 2,
            "kind": "journal.mark",
            "object": 345,
            "op": None,
            "removed": True,
            "role": "guardian",
            "school": 7,
        }
    )
    own = entry(2, role="guardian", before={"value": "4"}, after=None, reason="", student_id=None, course_id=None)
    own.op_id = None
    assert digest_of(own) == hashlib.sha256(head).digest()
    assert digest_of(own).hex() == "a1b5b2e0f62b1b77c6b70b05b82a48b066692b579c9f37aab661cdf101099890"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("school_id", 8),
        ("at", datetime(2026, 11, 23, 7, 43, 0, 1, tzinfo=UTC)),
        ("account_id", None),
        ("actor_name", "Орлова Е. В"),
        ("role", "deputy"),
        ("action", "change"),
        ("kind", "journal.absence"),
        ("object_id", 346),
        ("course_id", None),
        ("student_id", 90),
        ("before", {"value": "4", "weight": "1"}),
        ("before", None),
        ("after", {"value": "5"}),
        ("after", None),
        ("reason", "Опечатка"),
        ("op_id", None),
        ("salt", bytes(16)),
        ("version", 1),
    ],
)
def test_each_column_counts(column: str, value: object):
    other = entry(2)
    setattr(other, column, value)
    assert digest_of(other) != digest_of(entry(2))


def test_a_version_to_come_is_not_guessed_at():
    with pytest.raises(ValueError, match="3"):
        digest_of(entry(3))


def test_forms_and_nodes_of_the_tree_cannot_be_taken_for_one_another():
    """A leaf of the tree begins with 00, a node with 01, both forms with «{»; form 2 alone has the key `form`."""
    first, second = (
        canonical.encoded(form(values_of(entry(version))))
        for version, form in ((1, canonical._form_1), (2, canonical._head_2))
    )
    assert {first[:1], second[:1]} == {b"{"}
    assert "form" not in json.loads(first)
    assert json.loads(second)["form"] == 2


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_the_json_is_what_the_standard_library_writes(form: dict[str, Any]):
    assert canonical.encoded(form) == plainly(form)
