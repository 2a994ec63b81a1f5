"""The command xl903 and the small return of the week, as fixtures."""

from tests.day.conftest import book, first_book, run  # noqa: F401
from tests.workbook.conftest import report  # noqa: F401
