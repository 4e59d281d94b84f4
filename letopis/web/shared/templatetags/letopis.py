"""Template tags of the product."""

from django import template

register = template.Library()
