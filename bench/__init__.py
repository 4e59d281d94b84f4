"""Benchmarks of the main pages against the budgets of the design. `letopis bench`, `make bench`."""
