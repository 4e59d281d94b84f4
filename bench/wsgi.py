"""The product as granian serves it, with the empty page beside it."""

from django.conf import settings

from letopis.config import wsgi

settings.ROOT_URLCONF = "bench.urls"
application = wsgi.application
