"""Reasons of absences: announced, proved, settled; early leaving; totals; who is in the building (JRN-07)."""
