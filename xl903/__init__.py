"""The engine: reads an SSDA903 return, runs the rules on it, and reports what they found."""
