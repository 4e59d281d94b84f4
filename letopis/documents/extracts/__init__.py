"""Extracts of the ledger that leave the school with their proof: entries, their places in the signed tree (JRN-10)."""
