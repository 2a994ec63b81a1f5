"""The faces people use: the command line, and the ribbon add-in."""
