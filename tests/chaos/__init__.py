"""A sceptic's test of rule 6: clients, a bad network and a server that is killed over and over.

Several clients send random operations of the journal through a proxy that delays, cuts and repeats, while the server is
killed with SIGKILL and started again. At the end every acknowledged operation is in the ledger once, none other is, the
marks are what the ledger says, and the ledger verifies. `make chaos` runs it for a minute on each database; the suite
runs it for some seconds.
"""
