"""Witnesses of the history: who cosigns ours, whose we cosign, what was refused (JRN-10)."""
