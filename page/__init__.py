"""The web page: the same engine in a browser, opened from a file, where nothing may be installed."""
