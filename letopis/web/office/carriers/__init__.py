"""Archive packages, the carriers they lie on, copies and their checks (ARC-05, ARC-06)."""
