"""The school's transparency log: one growing tree over the ledger, signed checkpoints, proofs. decisions/0012."""
