"""Reads of attendance. Each says how many SQL queries it takes, whatever the size."""
