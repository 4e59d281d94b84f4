"""Markup of pages that an office opens all day, written as text (why and how: `letopis.web.family.fragments`).

`esc` stands around everything that somebody has written. The tags of `templatetags/office.py` say once that the text
is markup.
"""
