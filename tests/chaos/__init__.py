"""A sceptic's test of rule 6: computers, a bad network and a server that is killed over and over.

Several computers, each used by two teachers in turn, send random operations of the journal through a proxy that delays,
cuts and repeats, while the server is killed with SIGKILL and started again. People sign out and in, sessions are ended
from elsewhere, roles are switched between typing and sending, a page of the one stays open while the other works. At
the end every acknowledged operation is in the ledger once, in the name and role it was typed in, none other is;
nothing typed is left without an answer; the marks are what the ledger says, and the ledger verifies. `make chaos` runs
it for a minute on each database; the suite runs it for some seconds.
"""
