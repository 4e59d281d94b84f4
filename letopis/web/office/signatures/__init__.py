"""Who signs for the school, with which certificates; what of signing is set up on the server (ARC-07)."""
