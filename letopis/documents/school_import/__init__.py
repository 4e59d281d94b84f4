"""Loading the whole base of a school (ORG-02, П3.2.1, С3.1) from workbooks and CSV files of any shape.

reading → recognising → parsing → checking → planning → writing; each step is a module, `service` puts them together.
"""
