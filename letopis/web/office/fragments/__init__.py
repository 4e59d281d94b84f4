"""Markup of pages that an office opens all day, written as text (why and how: `letopis.web.family.fragments`).

`esc` stands around everything that somebody has written. What ends in `_values` stands in the holes of a kept page.
"""
