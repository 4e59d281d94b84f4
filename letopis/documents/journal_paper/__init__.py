"""The class journal on paper: a class's year, one page of it, the school's set (ARC-01, ARC-02, ARC-03)."""
