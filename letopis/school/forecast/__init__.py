"""Probable term marks and their uncertainty; no tables of its own (REP-03)."""
