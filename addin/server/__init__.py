"""The resident process that buttons talk to, so that a click starts no program and waits for no import."""
