"""Electronic signatures: of printed journals (PAdES) and of archive packages (CMS), made here or elsewhere (ARC-07)."""
