"""Markup of the pages that a teacher opens all day, «Сегодня» and the lesson, written as text.

A template asks for every value by its name again and takes as long as all else that such a page does (why and how:
`letopis.web.family.fragments`). `esc` stands around everything that somebody has written; what is left without it are
figures and words of our own. Where a page is put together it is said once that the text is markup.
"""
