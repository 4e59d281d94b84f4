"""RSGI entry point, served by granian: the WSGI application behind a front that waits for slow clients itself."""

from django.conf import settings

from letopis.config.wsgi import application as wsgi
from letopis.kernel.collector import steady
from letopis.web.shared.front import Front, Patience

application = Front(wsgi, settings.THREADS, Patience(seconds=settings.BODY_SECONDS))
steady()
