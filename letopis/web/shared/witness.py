"""The addresses that other logs and witnesses ask: machine to machine, nobody signs in (C2SP tlog-witness).

They tell nothing but sizes and signatures of logs that the school has named; everything else is «not found».
"""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from letopis.school.history.log.keys import KeyFault
from letopis.school.witnessing.answering import Answer, answer, newest_of
from letopis.school.witnessing.protocol import LARGEST
from letopis.web.shared.pace import Pace

log = logging.getLogger("letopis.witnesses")
pace = Pace(burst=60, rate=1)


@csrf_exempt
@require_POST
@never_cache
def add_checkpoint(request: HttpRequest, node: str) -> HttpResponse:
    """Cosign a checkpoint, or say why not: 400, 403, 404, 409, 422; 413 and 429 are ours, 503 where no key is there."""
    if not pace.admits(request.META.get("REMOTE_ADDR", "")):
        return _text(Answer(429, "too many requests\n"))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _text(Answer(413, "too large\n"))
    try:
        return _text(answer(node, request.read(LARGEST + 1)))
    except KeyFault as fault:
        log.error("%s", fault.message)
        return _text(Answer(503, "cannot sign now\n"))


@require_safe
@never_cache
def checkpoint(request: HttpRequest, node: str, hashed: str) -> HttpResponse:
    """Give the checkpoint of a log that was cosigned last."""
    if not pace.admits(request.META.get("REMOTE_ADDR", "")):
        return _text(Answer(429, "too many requests\n"))
    try:
        text = newest_of(node, hashed)
    except KeyFault as fault:
        log.error("%s", fault.message)
        return _text(Answer(503, "cannot say now\n"))
    return _text(Answer(404, "no such checkpoint\n") if text is None else Answer(200, text))


def _text(made: Answer) -> HttpResponse:
    return HttpResponse(made.body, status=made.status, content_type=made.kind)
