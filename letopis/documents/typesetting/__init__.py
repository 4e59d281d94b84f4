"""From data and a template to PDF/A-2b: what every official paper of the school is set by."""
