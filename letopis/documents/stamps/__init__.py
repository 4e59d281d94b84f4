"""Time stamps (RFC 3161) of checkpoints, where the settings name an authority: by when it was there."""
