"""Ofsted's lists of registered providers: read whatever edition comes and put it into one table."""

from xl903.ofsted.columns import PROVIDER_LIST_COLUMNS
from xl903.ofsted.list_kinds import OfstedLists, read_ofsted_lists

__all__ = ["PROVIDER_LIST_COLUMNS", "OfstedLists", "read_ofsted_lists"]
