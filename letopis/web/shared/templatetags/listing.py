"""What the templates of lists take from listing_table.py."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from letopis.web.shared import listing_table

register = template.Library()
register.simple_tag(listing_table.table, name="listing_table")
register.simple_tag(listing_table.filters, name="listing_filters")
register.simple_tag(listing_table.pages, name="listing_pages")


@register.simple_tag(takes_context=True)
def download(context: dict[str, Any]) -> SafeString:
    """`{% download %}`: the button XLSX of what the page shows."""
    return listing_table.download(context["request"])
