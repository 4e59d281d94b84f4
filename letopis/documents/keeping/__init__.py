"""How long what is in the archive is kept, and what happens after that (ARC-08)."""
