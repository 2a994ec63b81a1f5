"""A workbook file that is brought up to date: its shared parts, and those of its sheets that are looked at."""

from __future__ import annotations

from workbook.file.book_parts import BookParts
from workbook.file.package import Package
from workbook.file.patched_sheet import PatchedSheet
from workbook.file.sheet_writing import add_sheet
from workbook.plan.sheet_model import Sheet


class PatchedBook:
    """A workbook's parts; a sheet is taken apart when it is first asked for and written only if it changed."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts = BookParts(package)
        self._sheets: dict[str, PatchedSheet] = {}

    def sheet(self, name: str) -> PatchedSheet:
        """A sheet. Raises KeyError where there is none of that name."""
        if name not in self._sheets:
            self._sheets[name] = PatchedSheet(self.parts, name, self.parts.sheet(name).part)
        return self._sheets[name]

    def add(self, sheet: Sheet, after: str | None, *, marked: bool) -> None:
        """Make a sheet of a plan behind another, or in front of all."""
        place = 0 if after is None else self.parts.position(after) + 1
        add_sheet(self.parts, sheet, place, marked=marked)

    def replace(self, sheet: Sheet, *, marked: bool) -> None:
        """Make a sheet of a plan in the place of the one that has its name."""
        place = self.parts.position(sheet.name)
        self.remove(sheet.name)
        add_sheet(self.parts, sheet, place, marked=marked)

    def remove(self, name: str) -> None:
        """Take a sheet out with everything on it."""
        self._sheets.pop(name, None)
        self.parts.forget_order_of_formulas()
        self.parts.remove_sheet(name)

    def rename(self, name: str, new: str) -> None:
        """Call a sheet something else, wherever the workbook names it; nothing where no sheet has the name."""
        if any(one.name == name for one in self.parts.sheets):
            self.parts.rename_sheet(name, new)

    def put(self) -> None:
        """Let the package have everything that changed."""
        changed = [sheet.put() for sheet in self._sheets.values()]
        if any(changed):
            self.parts.calculate_when_opened()
        self.parts.put()
