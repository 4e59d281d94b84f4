"""The archive package of a school year or of a class: paper, open data, the ledger with its proof (ARC-04 … ARC-07)."""
