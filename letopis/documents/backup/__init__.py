"""Copies of the whole installation, and getting it back from one (ARC-09: А3.2.2, А4.2-4.3, С4).

A copy is one file: base, uploads and keys, as they were at one moment, compressed, encrypted where a key is set, with a
description beside them that can be read without the key. All schools of a base go into it; where copies go and how
long they stay is set by whoever runs the server, in the environment (docs/admin/backups.md).
"""
