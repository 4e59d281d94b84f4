"""Whole, altered, over a part, out of its term, of an unknown centre: each by its reason; openssl and poppler agree."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from letopis.documents.signatures import pades
from letopis.documents.signatures.checking import check
from letopis.documents.signatures.pdf import is_pdf
from letopis.documents.signatures.verdicts import Code, Verdict
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.organisation.serving import serving
from tests.documents.signatures import scene
from tests.documents.signatures.scene import DAY, MANIFEST, Issued, issue, openssl, pdfsig, printed

pytestmark = pytest.mark.req("ARC-07")
Recorder = Callable[[str, object], None]
DIRECTOR = pades.As(Role.DIRECTOR, "Директор")
DEPUTY = pades.As(Role.DEPUTY, "Заместитель директора")


def signed(content: bytes, issued: Issued, who: pades.As = DIRECTOR) -> bytes:
    with serving("general", "Europe/Moscow"):
        return pades.sign_pdf(content, issued.key, who)


def only(verdicts: tuple[Verdict, ...]) -> Verdict:
    (one,) = verdicts
    return one


# ── beside a file ─────────────────────────────────────────────────────
@pytest.mark.tampering
def test_a_detached_signature_is_whole_says_who_and_when_and_openssl_agrees(
    record_property: Recorder, tmp_path: Path
) -> None:
    record_property("found", "altered")
    centre = issue("Центр", is_centre=True)
    one = issue("Орлова Елена Викторовна", by=centre)
    signature = one.key.sign_detached(MANIFEST)
    found = only(check(MANIFEST, [("a.p7s", signature)], trust=[centre.certificate]))
    assert (found.faults, found.remarks, found.where) == ((), (), "a.p7s")
    assert found.signed is not None
    assert (found.signed.owner, found.signed.issuer) == ("Орлова Елена Викторовна", centre.certificate.issuer)
    assert found.signed_at == now().replace(microsecond=0)
    assert openssl(tmp_path, MANIFEST, signature, centre.pem, "-cades", "-attime", f"{now():%s}")
    other = MANIFEST.replace(b"a", b"c", 1)
    assert only(check(other, [("", signature)], trust=[centre.certificate])).faults == (Code.ALTERED,)
    assert not openssl(tmp_path, other, signature, centre.pem, "-cades", "-attime", f"{now():%s}")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"begins": -60, "ends": -1}, Code.EXPIRED),
        ({"begins": 1, "ends": 60}, Code.NOT_YET_VALID),
        ({"signs": False}, Code.WRONG_USAGE),
        ({"stranger": True}, Code.UNKNOWN_CHAIN),
    ],
)
@pytest.mark.tampering
def test_what_is_wrong_with_the_certificate_is_told_and_openssl_refuses_it_too(
    record_property: Recorder, tmp_path: Path, more: dict[str, object], code: Code
) -> None:
    record_property("found", str(code))
    centre = issue("Центр", is_centre=True, begins=now() - 90 * DAY)
    known = issue("Центр", is_centre=True) if more.pop("stranger", False) else centre
    days = {name: now() + timedelta(days=int(str(more.pop(name)))) for name in ("begins", "ends") if name in more}
    one = issue(by=centre, **days, **more)  # type: ignore[arg-type]
    signature = one.key.sign_detached(MANIFEST)
    assert only(check(MANIFEST, [("", signature)], trust=[known.certificate])).faults == (code,)
    assert not openssl(tmp_path, MANIFEST, signature, known.pem, "-attime", f"{now():%s}")


def test_it_is_judged_by_the_day_of_signing_and_not_by_todays(moment: object) -> None:
    one = issue(ends=now() + 10 * DAY)
    signature = one.key.sign_detached(MANIFEST)
    moment.shift(40 * DAY)  # type: ignore[attr-defined]
    assert only(check(MANIFEST, [("", signature)], trust=[one.certificate])).is_sound


def test_without_anchors_the_chain_is_said_not_to_have_been_looked_at() -> None:
    found = only(check(MANIFEST, [("", issue().key.sign_detached(MANIFEST))]))
    assert (found.faults, found.remarks) == ((), (Code.CHAIN_NOT_ASKED,))


def test_a_signature_as_text_and_one_of_several_signers_are_read(tmp_path: Path) -> None:
    first, second = issue("Орлова Елена"), issue("Седов Игорь")
    for name, one in (("first", first), ("second", second)):
        (tmp_path / f"{name}.pem").write_bytes(one.pem + scene.private_pem(one))
    (tmp_path / "content").write_bytes(MANIFEST)
    scene.run(
        tmp_path,
        *("openssl", "cms", "-sign", "-binary", "-in", "content", "-outform", "PEM", "-out", "both"),
        *("-signer", "first.pem", "-signer", "second.pem"),
    )
    text = (tmp_path / "both").read_bytes()
    trust = [first.certificate, second.certificate]
    found = check(MANIFEST, [("", text)], trust=trust)
    assert {one.signed.owner for one in found if one.signed} == {"Орлова Елена", "Седов Игорь"}
    assert all(one.is_sound for one in found)
    bare = b"".join(text.splitlines()[1:-1])
    assert len(check(MANIFEST, [("", bare)], trust=trust)) == 2
    assert {one.faults for one in check(MANIFEST + b" ", [("", text)], trust=trust)} == {(Code.ALTERED,)}


@pytest.mark.parametrize("content", [b"", b"not a signature", b"\x30\x03\x02\x01\x01", b"\x30\x82\xff\xff"])
def test_what_is_no_signature_is_broken(content: bytes) -> None:
    assert only(check(MANIFEST, [("", content)])).faults == (Code.BROKEN,)


def test_a_signature_with_the_document_in_it_is_not_taken_for_one_beside_it(tmp_path: Path) -> None:
    one = issue()
    (tmp_path / "signer.pem").write_bytes(one.pem + scene.private_pem(one))
    (tmp_path / "content").write_bytes(MANIFEST)
    asked = ("openssl", "cms", "-sign", "-nodetach", "-binary", "-in", "content", "-outform", "DER", "-out", "sig")
    scene.run(tmp_path, *asked, "-signer", "signer.pem")
    assert only(check(MANIFEST, [("", (tmp_path / "sig").read_bytes())])).faults == (Code.ATTACHED,)


def test_nothing_signed_is_said_to_be_so() -> None:
    assert only(check(printed())).faults == (Code.NONE,)
    assert only(check(MANIFEST)).faults == (Code.NONE,)


_one = issue()
_beside = _one.key.sign_detached(MANIFEST)


@settings(max_examples=60)
@given(at=st.integers(0, len(MANIFEST) - 1), bit=st.integers(0, 7))
def test_any_bit_of_a_file_that_is_altered_is_found(at: int, bit: int) -> None:
    other = bytearray(MANIFEST)
    other[at] ^= 1 << bit
    assert only(check(bytes(other), [("", _beside)], trust=[_one.certificate])).faults == (Code.ALTERED,)


@settings(max_examples=150)
@given(at=st.integers(0, len(_beside) - 1), bit=st.integers(0, 7))
def test_any_bit_of_a_signature_that_is_altered_is_never_a_fault_of_the_program(at: int, bit: int) -> None:
    other = bytearray(_beside)
    other[at] ^= 1 << bit
    for one in check(MANIFEST, [("", bytes(other))], trust=[_one.certificate]):
        assert not one.is_sound or one.signed is not None
        assert not one.is_sound or one.signed.fingerprint == _one.certificate.fingerprint  # type: ignore[union-attr]


# ── inside a PDF ──────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def pair() -> tuple[Issued, Issued]:
    return issue(), issue(scene.LONG_NAME)


@pytest.fixture
def twice(pair: tuple[Issued, Issued]) -> bytes:
    return signed(signed(printed(), pair[0]), pair[1], DEPUTY)


def test_two_sign_one_after_the_other_and_poppler_agrees(
    tmp_path: Path, pair: tuple[Issued, Issued], twice: bytes
) -> None:
    once = signed(printed(), pair[0])
    assert once.startswith(printed())
    assert pdfsig(tmp_path, once) == [(True, True)]
    assert pdfsig(tmp_path, twice) == [(True, False), (True, True)]
    first, second = check(twice, trust=[one.certificate for one in pair])
    assert (first.faults, first.remarks, second.faults, second.remarks) == ((), (Code.LATER,), (), ())
    assert second.covers == "весь файл"
    assert second.signed is not None
    assert second.signed.owner == scene.LONG_NAME
    assert second.signed_at == now().replace(microsecond=0)


@pytest.mark.tampering
def test_an_altered_byte_of_the_page_is_told_of_every_signature(
    record_property: Recorder, tmp_path: Path, pair: tuple[Issued, Issued], twice: bytes
) -> None:
    record_property("found", "altered")
    at = twice.index(b"stream") + 40
    other = twice[:at] + bytes([twice[at] ^ 1]) + twice[at + 1 :]
    found = check(other, trust=[one.certificate for one in pair])
    assert [Code.ALTERED in one.faults for one in found] == [True, True]
    assert [is_valid for is_valid, _ in pdfsig(tmp_path, other)] == [False, False]


@pytest.mark.tampering
def test_something_added_after_a_signature_is_told_from_a_further_signature(
    record_property: Recorder, tmp_path: Path, pair: tuple[Issued, Issued]
) -> None:
    record_property("found", "partial")
    import io

    once = signed(printed(), pair[0])
    writer = PdfWriter(io.BytesIO(once), incremental=True)
    writer.pages[0].rotate(180)
    out = io.BytesIO()
    writer.write(out)
    added = out.getvalue()
    assert added.startswith(once)
    found = only(check(added, trust=[pair[0].certificate]))
    assert found.faults == (Code.PARTIAL,)
    assert found.covers.startswith(f"первые {len(once)} байт")
    assert pdfsig(tmp_path, added) == [(True, False)]
    # Nor does it help to sign what was added: the first one's page was changed.
    first, second = check(signed(added, pair[1], DEPUTY), trust=[one.certificate for one in pair])
    assert (first.faults, second.faults) == ((Code.PARTIAL,), ())


@pytest.mark.tampering
def test_bytes_after_the_end_are_told(record_property: Recorder, tmp_path: Path, pair: tuple[Issued, Issued]) -> None:
    record_property("found", "partial")
    once = signed(printed(), pair[0])
    found = only(check(once + b"\n% more", trust=[pair[0].certificate]))
    assert found.faults == (Code.PARTIAL,)
    assert pdfsig(tmp_path, once + b"\n% more") == [(True, False)]


@pytest.mark.parametrize(
    ("days", "code"), [({"begins": -60, "ends": -1}, Code.EXPIRED), ({"begins": 1, "ends": 9}, Code.NOT_YET_VALID)]
)
@pytest.mark.tampering
def test_a_term_that_was_over_or_had_not_begun_is_told_of_a_pdf_too(
    record_property: Recorder, days: dict[str, int], code: Code
) -> None:
    record_property("found", str(code))
    one = issue(**{name: now() + timedelta(days=day) for name, day in days.items()})
    assert only(check(signed(printed(), one), trust=[one.certificate])).faults == (code,)


def test_a_signature_beside_a_pdf_outlives_one_put_into_it(pair: tuple[Issued, Issued]) -> None:
    beside = pair[0].key.sign_detached(printed())
    later = signed(printed(), pair[1])
    inside, found = check(later, [("", beside)], trust=[one.certificate for one in pair])
    assert (inside.faults, found.faults, found.remarks) == ((), (), (Code.LATER,))
    cut = only(check(printed() + b"\n% more", [("", beside)], trust=[pair[0].certificate]))
    assert cut.faults == (Code.PARTIAL,)


_pdf = None


def whole() -> bytes:
    global _pdf  # noqa: PLW0603
    _pdf = _pdf or signed(printed(), _one)
    return _pdf


@settings(max_examples=120)
@given(data=st.data())
def test_any_byte_of_the_covered_part_of_a_pdf_that_is_altered_is_found(data: st.DataObject) -> None:
    content = whole()
    begins = content.rindex(b"/Contents <") + len(b"/Contents ")
    ends = content.index(b">", begins) + 1
    at = data.draw(st.integers(5, len(content) - 1).filter(lambda at: not begins <= at < ends))
    bit = data.draw(st.integers(0, 7))
    other = bytearray(content)
    other[at] ^= 1 << bit
    found = check(bytes(other), trust=[_one.certificate])
    assert is_pdf(bytes(other))
    assert not any(one.is_sound for one in found), at
