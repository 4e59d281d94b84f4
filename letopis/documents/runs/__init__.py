"""Work done beside the request, one at a time in a school: begun, watched, stopped, ended whatever happens."""
