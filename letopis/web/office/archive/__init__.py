"""The archive: a year's journals handed over step by step, how long they are kept (ARC-04, ARC-08)."""
