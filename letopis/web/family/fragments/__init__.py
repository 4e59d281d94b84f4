"""Markup of the diary's pages that stands on many lines: some forty lessons a week, a hundred marks a term.

It is written as text. A template asks for every value by its name again, and `format_html` looks at each whether it may
be lazy: either takes ten times as long, and as long as the rest of the page. So `esc` stands here around everything
that somebody has written, wherever it goes; what is left without it are figures and words of our own. The tags of
`templatetags/diary.py` say once that the text is markup.
"""
