"""What the libraries raise for a damaged file: they were not written for files that lie, and none of it is ours."""

from typing import Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.errors import ValidationError
from pypdf.errors import PyPdfError

_OF_ANY: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError)
_OF_PDF: Final = (*_OF_ANY, ArithmeticError, NotImplementedError, RecursionError)
# pypdf reads the pages of a PDF.
OF_PAGES: Final = (PyPdfError, *_OF_PDF)
# pyHanko reads the signatures in a PDF.
OF_SIGNED_PDF: Final = (PdfError, SignatureValidationError, AssertionError, OSError, *_OF_PDF)
# asn1crypto and pyHanko read a signature.
OF_SIGNATURE: Final = (SignatureValidationError, ValidationError, *_OF_ANY)
# An unknown kind of key makes a certificate's reader use a name that it has not set.
OF_CERTIFICATE: Final = (UnboundLocalError, *_OF_ANY)
