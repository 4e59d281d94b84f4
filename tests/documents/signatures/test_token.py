"""Signing with a token of the server's machine: a PKCS#11 module with a key that never leaves it (ARC-07)."""

import shutil
from pathlib import Path

import pytest

from letopis.documents.signatures import actions, queries
from letopis.documents.signatures.actions import Secret
from letopis.documents.signatures.enums import KeyKind, SubjectKind
from letopis.kernel.errors import Refused
from tests.documents.signatures.scene import MANIFEST, Issued, issue, named, pdfsig, printed, private_pem, run, signing

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
MODULE = next((one for one in MODULES if Path(one).exists()), "")
PIN = "1234"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("ARC-07"),
    pytest.mark.skipif(not (MODULE and shutil.which("softhsm2-util")), reason="no softhsm2 (scripts/system.sh)"),
]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> tuple[Issued, Path]:
    """A token with a key and its certificate on it. The module reads its settings once in the life of a process."""
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        one = issue()
        (folder / "key.pem").write_bytes(private_pem(one))
        run(folder, "softhsm2-util", "--init-token", "--free", "--label", "School", "--pin", PIN, "--so-pin", PIN)
        asked = ("--import", "key.pem", "--token", "School", "--label", "director", "--id", "a1", "--pin", PIN)
        run(folder, "softhsm2-util", *asked)
        with pkcs11.lib(MODULE).get_token(token_label="School").open(rw=True, user_pin=PIN) as session:
            about = decode_x509_certificate(one.certificate.der)
            session.create_object({**about, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\xa1"})
        yield one, folder


def test_a_document_is_signed_by_a_token_with_its_pin(
    settings: object, tmp_path: Path, token: tuple[Issued, Path]
) -> None:
    one, _ = token
    settings.SIGNING = {**settings.SIGNING, "pkcs11_module": MODULE, "pkcs11_token": "School"}  # type: ignore[attr-defined]
    s = signing()
    row = named(s.director, one, KeyKind.TOKEN)
    for content, form in ((printed(), "pades"), (MANIFEST, "cms")):
        document = actions.put_up(s.director, content=content, title="Журнал", name="7А")
        sign = {"document_id": document.pk, "certificate_id": row.pk}
        with pytest.raises(Refused, match="проверьте, что он подключён") as wrong:
            actions.sign(s.director, **sign, secret=Secret("0000"))
        assert wrong.value.field == "passphrase"
        signed = actions.sign(s.director, **sign, secret=Secret(PIN))
        found = queries.signatures_of(s.school.pk, SubjectKind(document.kind), document.digest)
        after = queries.state_of(document, found)
        assert (signed.form, [one.is_sound for _, one in queries.verdicts_of(s.school.pk, after, found)]) == (
            form,
            [True],
        )
        if form == "pades":
            assert pdfsig(tmp_path, after) == [(True, True)]


def test_another_token_than_the_certificates_is_said_to_be_so(settings: object, token: tuple[Issued, Path]) -> None:
    settings.SIGNING = {**settings.SIGNING, "pkcs11_module": MODULE, "pkcs11_token": "School"}  # type: ignore[attr-defined]
    s = signing()
    row = named(s.director, issue(), KeyKind.TOKEN)
    document = actions.put_up(s.director, content=MANIFEST, title="Журнал", name="7А")
    with pytest.raises(Refused, match="подключён другой токен"):
        actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PIN))
