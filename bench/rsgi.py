"""The product as granian serves it, with the empty page beside it."""

from django.conf import settings

from letopis.config import rsgi

settings.ROOT_URLCONF = "bench.urls"
application = rsgi.application
