"""A year's journals on their way to the archive: checked, accepted, printed, certified, handed over (ARC-04)."""
