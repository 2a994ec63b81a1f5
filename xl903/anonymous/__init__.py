"""Counts of errors that name no child and no small number, and one council's beside those of others."""
