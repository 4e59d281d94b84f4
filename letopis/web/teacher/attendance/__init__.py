"""Attendance: the grid of the week, notes, early leaving, totals, checks, who is in the building (JRN-07)."""
