"""Lets ``python -m addin.cli`` run the command line, where the command ``xl903`` is not on the path."""

from addin.cli.app import main

main()
