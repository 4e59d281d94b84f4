"""What the templates of lists take from listing_table.py."""

from django import template

from letopis.web.shared import listing_table

register = template.Library()
register.simple_tag(listing_table.table, name="listing_table")
register.simple_tag(listing_table.options, name="listing_options")
