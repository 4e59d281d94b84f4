"""Copies of the base: how they are, one now, is it any good (ARC-09)."""
