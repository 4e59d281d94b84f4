"""Writes: certificates of signers, documents put up for signing, signatures made here and taken from elsewhere."""

from letopis.documents.signatures.actions.documents import LARGEST, MANIFEST, put_package_up, put_up
from letopis.documents.signatures.actions.kept import NO_GOST, save_signed
from letopis.documents.signatures.actions.lists import load_list
from letopis.documents.signatures.actions.signers import make_own_key, name_signer, withdraw_signer
from letopis.documents.signatures.actions.signing import Secret, sign
from letopis.documents.signatures.actions.taking import take_signature

__all__ = [
    "LARGEST",
    "MANIFEST",
    "NO_GOST",
    "Secret",
    "load_list",
    "make_own_key",
    "name_signer",
    "put_package_up",
    "put_up",
    "save_signed",
    "sign",
    "take_signature",
    "withdraw_signer",
]
