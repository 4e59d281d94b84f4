"""Reading a CMS signature as programs write it: DER or text, of one signer or of several. Pure."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import cms, core, pem
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info

from letopis.documents.signatures.certificates import GOST_ARCS, Certificate

LARGEST = 4 * 1024 * 1024  # bytes of a signature


class NotASignature(ValueError):
    """The bytes are no CMS signature."""


@dataclass(frozen=True)
class OneSigner:
    """A CMS signature of exactly one signer."""

    info: cms.ContentInfo

    @property
    def der(self) -> bytes:
        """Its bytes."""
        return bytes(self.info.dump())

    @property
    def data(self) -> cms.SignedData:
        """What is in it."""
        return self.info["content"]

    @property
    def signer(self) -> cms.SignerInfo:
        """Its one signer."""
        return self.data["signer_infos"][0]

    @cached_property
    def digest_algorithm(self) -> str:
        """By its name, or number where it is one of GOST."""
        return str(self.signer["digest_algorithm"]["algorithm"].native).lower()

    @property
    def is_gost(self) -> bool:
        """Whether it is one of GOST R 34.10, by its digest or its key."""
        named = (self.digest_algorithm, str(self.signer["signature_algorithm"]["algorithm"].native))
        return any(one.startswith(GOST_ARCS) for one in named)

    @property
    def is_attached(self) -> bool:
        """Whether what is signed stands inside."""
        return self.data["encap_content_info"]["content"] is not core.VOID and bool(
            self.data["encap_content_info"]["content"].native
        )

    @cached_property
    def certificate(self) -> Certificate | None:
        """The signer's, if it is there."""
        try:
            return Certificate(bytes(extract_certificate_info(self.data).signer_cert.dump()))
        except (CMSExtractionError, ValueError, KeyError, TypeError):
            return None

    @cached_property
    def others(self) -> tuple[Certificate, ...]:
        """The other certificates in it."""
        try:
            found = extract_certificate_info(self.data).other_certs
        except (CMSExtractionError, ValueError, KeyError, TypeError):
            return ()
        return tuple(Certificate(bytes(one.dump())) for one in found)


def signers_of(content: bytes) -> Sequence[OneSigner]:
    """Return the signatures of a file apart. Raises NotASignature."""
    try:
        info = cms.ContentInfo.load(_der(content), strict=True)
        if info["content_type"].native != "signed_data":
            raise NotASignature("no signed data")
        signers = list(info["content"]["signer_infos"])
        found = [OneSigner(info)] if len(signers) == 1 else [OneSigner(_alone(info, one)) for one in signers]
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise NotASignature(str(error)) from error
    if not found:
        raise NotASignature("no signer")
    return found


def _der(content: bytes) -> bytes:
    """The bytes of a signature given as text, with the lines around it or without."""
    if len(content) > LARGEST:
        raise NotASignature("too large")
    if content[:1] == b"\x30":
        return content
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if pem.detect(text):
        return bytes(pem.unarmor(text)[2])
    return base64.b64decode(b"".join(text.split()), validate=True)


def _alone(info: cms.ContentInfo, signer: cms.SignerInfo) -> cms.ContentInfo:
    """The same with one signer only."""
    found = info.copy()
    found["content"]["signer_infos"] = cms.SignerInfos([signer.copy()])
    # What has been read from somewhere else is written anew.
    return cms.ContentInfo.load(found.dump(force=True))
