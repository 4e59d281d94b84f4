"""Pages go compressed, unless compressing could tell somebody what is in them.

An answer that has a secret beside something a stranger chose shows by its length whether they are alike (BREACH). What
is done about it: docs/developer/decisions/0011-compressed-pages.md.
"""

import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware, best_coding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Bytes. What fits one packet anyhow is not worth the work: most answers to a mark are smaller.
WORTH = 1000
# Of zstd, for what is made anew for each: a tenth more bytes than by the usual 3, in half the time.
LEVEL = 1
# Characters of noise in a page at most; a page's length says nothing to within so many.
NOISE = 96
# Keys of a second factor, one-time passwords: they stand there as they are, and nobody opens those pages often.
SECRETS = "/account/"
# «Sec-Fetch-Site» of questions that are asked by our own pages or typed by their owner.
OWN = frozenset({"", "same-origin", "none"})


class CompressionMiddleware(HttpCompressionMiddleware):
    """zstd, brotli or gzip, whichever the browser likes; files, streams, small answers and strangers' questions not.

    Scripts that another site put somewhere can only guess by asking again and again; such a question, as browsers
    themselves say («Sec-Fetch-Site»), is answered as it stands. Pages have noise of random length for the rest.
    """

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Compress the answer in place where it is worth it and safe."""
        if not isinstance(response, HttpResponse) or len(response.content) < WORTH:
            return
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if "Content-Encoding" in response.headers or not self.content_type_re.match(kind):
            return
        patch_vary_headers(response, ("Accept-Encoding",))
        if request.headers.get("Sec-Fetch-Site", "") not in OWN or request.path_info.startswith(SECRETS):
            return
        plain = response.content
        noisy = plain + _noise() if kind == "text/html" else plain
        if best_coding(request.headers.get("Accept-Encoding", "")) == "zstd":
            _pack(response, noisy)
            return
        response.content = noisy
        super().maybe_compress(request, response)
        if "Content-Encoding" not in response.headers:
            response.content = plain


def _pack(response: HttpResponse, noisy: bytes) -> None:
    """What nearly every browser gets, without the steps of the library's for streams and strong ETags."""
    response.content = zstd.compress(noisy, level=LEVEL)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["X-Noise"] = secrets.token_urlsafe(secrets.randbelow(NOISE + 1))
    response.headers["Content-Encoding"] = "zstd"


def _noise() -> bytes:
    """A comment of random text and random length, which no compressing takes away."""
    return b"<!--%s-->" % secrets.token_urlsafe(NOISE)[: secrets.randbelow(NOISE + 1)].encode()
