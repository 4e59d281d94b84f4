"""Marks of terms, the year, examinations, final and conduct marks; their proposals (JRN-06, DIA-04)."""
