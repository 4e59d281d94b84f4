"""Signed notes, verifier keys and checkpoints against the examples of their specifications."""

import base64
import hashlib
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Verifier

pytestmark = pytest.mark.req("JRN-10", "П1.2")

# The example of C2SP signed-note.
C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The example of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

ROOT = hashlib.sha256(b"root").digest()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "letopis/0123456789abcdef"
VERIFIER = Verifier(NAME, KEY.public_key().public_bytes_raw())


@pytest.mark.parametrize(("key", "note"), [(C2SP_KEY, C2SP_NOTE), (GO_KEY, GO_NOTE)])
def test_examples_of_the_specifications(key: str, note: str):
    verifier = Verifier.of(key)

    assert str(verifier) == key
    assert notes.parse(note).is_signed_by(verifier) is True
    assert notes.parse(note.replace("t", "T", 1)).is_signed_by(verifier) is False
    assert notes.parse(note).is_signed_by(Verifier.of(SUMDB_KEY)) is None


def test_the_checkpoint_of_the_specification_is_read():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    note = notes.parse(
        f"{text}\n— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    head = notes.head_of(note)

    assert (head.origin, head.size, head.text) == ("example.com/behind-the-sofa", 20852163, text)


def test_what_is_signed_is_verified_and_nothing_else():
    old = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    note = notes.parse(notes.signed(Head(NAME, 17, ROOT).text, NAME, old, KEY))

    assert notes.head_of(note) == Head(NAME, 17, ROOT)
    assert note.is_signed_by(VERIFIER) is True
    assert note.is_signed_by(Verifier(NAME, old.public_key().public_bytes_raw())) is True
    assert note.is_signed_by(Verifier("letopis/other", VERIFIER.public)) is None
    assert notes.parse(notes.signed(Head(NAME, 18, ROOT).text, NAME, KEY)).is_signed_by(VERIFIER) is True


def test_a_signature_carried_over_to_another_text_is_forged():
    line = notes.signed(Head(NAME, 17, ROOT).text, NAME, KEY).split("\n\n")[1]

    assert notes.parse(f"{Head(NAME, 18, ROOT).text}\n{line}").is_signed_by(VERIFIER) is False


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("", "нет подписи"),
        (f"{NAME}\n1\n", "нет подписи"),
        (notes.signed("a\n", NAME, KEY)[:-1], "обрезана"),
        (notes.signed("a\n", NAME, KEY)[:-20] + "\n", "обрезана"),
        ("a\n\n- x y\n", "повреждена"),
        ("a\r\n\r\n— x y\r\n", "управляющие"),
        ("a\n" * 40000 + "\n— x y\n", "слишком велик"),
    ],
)
def test_what_is_no_note(note: str, word: str):
    with pytest.raises(NotANote, match=word):
        notes.parse(note)


@pytest.mark.parametrize(
    "text",
    [
        "one\n",
        f"{NAME}\n17\n",
        f"{NAME}\n017\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n-1\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n１７\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n17\nAAAA\n",
        f"{NAME}\n17\nнет\n",
        f"{NAME}\n\n17\n{base64.b64encode(ROOT).decode()}\n",
    ],
)
def test_a_note_that_is_no_checkpoint(text: str):
    with pytest.raises(NotANote):
        notes.head_of(notes.parse(notes.signed(text, NAME, KEY)))


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", C2SP_KEY[:-4], C2SP_KEY.replace("foo", "bar"), C2SP_KEY.replace("+A", "+B")]
)
def test_what_is_no_verifier_key(text: str):
    with pytest.raises(NotANote):
        Verifier.of(text)


@given(st.text(max_size=200))
def test_any_text_is_refused_or_read(text: str):
    with suppress(NotANote):
        assert notes.head_of(notes.parse(text)).size >= 0
