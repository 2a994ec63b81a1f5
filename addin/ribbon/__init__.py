"""The ribbon: its layout, its VBA, and one file per group of buttons."""
