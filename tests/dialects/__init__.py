"""Schools' tables in a thousand dialects, with the truth beside them: what a load takes right, loses, writes wrong.

A seed draws a school (`truth`), a way to write each table (`style`, `people`, `teaching`), what lies around the rows
(`sheets`) and the files (`books`); `measure` loads them and compares. `python -m tests.dialects 1000`
prints the figures.
"""
