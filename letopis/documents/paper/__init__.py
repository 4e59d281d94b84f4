"""What leaves the school on paper: PDF, set by typst."""
