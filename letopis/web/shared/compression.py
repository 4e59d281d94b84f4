"""Pages go compressed, unless compressing could tell somebody what is in them.

An answer that has a secret beside something a stranger chose shows by its length whether they are alike (BREACH). What
is done about it: docs/developer/decisions/0011-compressed-pages.md.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware

# Bytes. What fits one packet anyhow is not worth the work: most answers to a mark are smaller.
WORTH = 1000
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
        if not isinstance(response, HttpResponse) or "Content-Encoding" in response.headers:
            return
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if len(response.content) < WORTH or not self.content_type_re.match(kind):
            return
        patch_vary_headers(response, ("Accept-Encoding",))
        if request.headers.get("Sec-Fetch-Site", "") not in OWN or request.path_info.startswith(SECRETS):
            return
        plain = response.content
        if kind == "text/html":
            response.content = plain + _noise()
        super().maybe_compress(request, response)
        if "Content-Encoding" not in response.headers:
            response.content = plain


def _noise() -> bytes:
    """A comment of random text and random length, which no compressing takes away."""
    return b"<!--%s-->" % secrets.token_urlsafe(NOISE)[: secrets.randbelow(NOISE + 1)].encode()
