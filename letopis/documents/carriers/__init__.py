"""The register of archive packages, the carriers they lie on, the copies and their checks (ARC-05, ARC-06)."""
