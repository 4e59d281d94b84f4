"""Pedagogical councils: proposals, decisions with votes, protocols; academic debts (JRN-06, А3.2.4)."""
