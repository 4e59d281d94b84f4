"""Every read of the journal's pages."""
