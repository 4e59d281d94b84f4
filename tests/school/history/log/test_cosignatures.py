"""Cosignatures, read and written against the specification's own words."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from letopis.school.history.log import notes
from letopis.school.history.log.cosignatures import Cosigner, Forged, cosigned
from letopis.school.history.log.notes import NotANote, Verifier

pytestmark = [pytest.mark.req("JRN-10")]

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = "witness.example.com/w1"
# The example of tlog-cosignature.
TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
AT = 1679315147


def noted(*lines: str) -> notes.Note:
    return notes.parse(f"{TEXT}\n{''.join(lines)}")


def test_a_cosignature_is_what_the_specification_says():
    line = cosigned(TEXT, NAME, KEY, AT)

    dash, name, value = line.rstrip("\n").split(" ")
    raw = base64.b64decode(value)
    assert (dash, name, line[-1]) == ("—", NAME, "\n")
    assert raw[:4] == hashlib.sha256(NAME.encode() + b"\n\x04" + PUBLIC).digest()[:4]
    assert raw[4:12] == AT.to_bytes(8, "big")
    KEY.public_key().verify(raw[12:], b"cosignature/v1\ntime 1679315147\n" + TEXT.encode())
    assert len(raw) == 4 + 8 + 64


def test_it_is_found_among_signatures_of_others():
    cosigner = Cosigner(NAME, PUBLIC)
    stranger = Ed25519PrivateKey.generate()
    of_log = notes.signed(TEXT, "example.com/behind-the-sofa", KEY).rpartition("\n\n")[2]
    early, late = cosigned(TEXT, NAME, KEY, AT), cosigned(TEXT, NAME, KEY, AT + 60)

    assert cosigner.time_of(noted(of_log, cosigned(TEXT, NAME, stranger, AT), early, late)) == AT + 60
    assert cosigner.time_of(noted(of_log)) is None
    assert cosigner.time_of(noted(cosigned(TEXT, "witness.example.com/w2", KEY, AT))) is None


def test_one_that_does_not_fit_is_told():
    cosigner = Cosigner(NAME, PUBLIC)
    raw = base64.b64decode(cosigned(TEXT, NAME, KEY, AT).split(" ")[2])

    def line(value: bytes) -> str:
        return f"— {NAME} {base64.b64encode(value).decode()}\n"

    wrong = {
        "another time": raw[:4] + (AT + 1).to_bytes(8) + raw[12:],
        "no time": raw[:4] + bytes(8) + raw[12:],
        "a time beyond 2^63": raw[:4] + (2**63).to_bytes(8) + raw[12:],
        "another signature": raw[:-1] + bytes([raw[-1] ^ 1]),
        "cut": raw[:-1],
        "more than a signature": raw + b"\0",
        "a plain signature": raw[:4] + KEY.sign(TEXT.encode()),
    }
    for what, value in wrong.items():
        with pytest.raises(Forged):
            pytest.fail(f"{what}: {cosigner.time_of(noted(line(value)))}")
    other = notes.parse(f"{TEXT.replace('20852163', '20852164')}\n{line(raw)}")
    with pytest.raises(Forged):
        cosigner.time_of(other)


def test_a_key_is_read_and_no_other_passes_for_it():
    cosigner = Cosigner(NAME, PUBLIC)

    assert Cosigner.of(f" {cosigner}\n") == cosigner
    wrong = (
        str(Verifier(NAME, PUBLIC)),  # a log's
        str(cosigner).replace("w1", "w2"),
        str(cosigner)[:-2],
        "",
        "+",
        str(cosigner).replace(NAME, "a b"),
    )
    for text in wrong:
        with pytest.raises(NotANote):
            Cosigner.of(text)
