"""Builds, installs and diagnoses the add-in."""
