"""Reasons of absences, announcements of guardians, who left early, totals, who is in the building (JRN-07)."""
