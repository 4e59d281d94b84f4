"""The parts of the school of the first of September, one file for each context of the domain."""
