"""The faces people use: the command line, and the ribbon add-in."""

TITLE = "xl903"
"""What its windows are called."""
