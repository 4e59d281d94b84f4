"""Witnesses: other logs whose checkpoints we cosign, and who cosigns ours (JRN-10; C2SP tlog-witness).

So that even the database's owner can neither rewrite the history unseen nor show two of them to two readers.
"""
