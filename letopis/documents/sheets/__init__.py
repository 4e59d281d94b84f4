"""Foreign tables: a file, or a pasted text, → sheets of raw rows, read by a process that may do nothing else.

`guard.py` is what the product calls. `reader.py` is the process; it and what it uses (archive, extents, workbook,
text) import nothing of Django, of the database, of the school: the process starts in a twentieth of a second, and
whoever gets hold of it through a parser's fault holds nothing.
"""
