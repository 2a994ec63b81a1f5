"""Native charts of workbooks that are files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart as ExcelBarChart
from openpyxl.chart import LineChart as ExcelLineChart
from openpyxl.chart import Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.package import Package, to_xml
from workbook.file.patched_sheet import PatchedSheet
from workbook.plan import appearance
from workbook.plan.sheet_model import BarChart, Block, LineChart
from xl903.readers.xlsx_values import OFFICE
from xl903.xml_trees import parse_xml

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHART_CM = (19.0, 9.5)


class _DescribedAnchor(OneCellAnchor):
    """Where a chart stands, with the words that a screen reader says of it."""

    tagname = OneCellAnchor.tagname
    __attrs__ = OneCellAnchor.__attrs__
    __elements__ = OneCellAnchor.__elements__

    alt_text = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.alt_text
        super().__setattr__(name, value)


def chart_parts(package: Package, sheet: str, chart: BarChart | LineChart, block: Block) -> str:
    """Put a chart of a block's cells into a package, and return the name of the drawing that has it.

    sheet: the name of the sheet that the block is on.
    """
    made, drawn = _made(sheet, chart, block)
    drawing, part = (package.free_name(f"xl/{kind}s/{kind}{{}}.xml") for kind in ("drawing", "chart"))
    package.set(part, made, _CHART)
    package.set(drawing, drawn, _DRAWING)
    # openpyxl's drawing names the first relation, which is the first that a new part gets here too.
    package.relate(drawing, "chart", part)
    return drawing


def draw_chart(sheet: PatchedSheet, chart: BarChart | LineChart, block: Block) -> None:
    """Draw xl903's chart anew in the place of the one that has its title; the analyst's own charts stay."""
    package = sheet.book.package
    drawing = package.related(sheet.part, "drawing")
    if drawing is None:
        relation = package.relate(sheet.part, "drawing", chart_parts(package, sheet.name, chart, block))
        sheet.relate("drawing", relation)
        return
    made, drawn = _made(sheet.name, chart, block)
    for one in package.relations(drawing):
        if one.kind == "chart" and _title(package.read(one.target)) == chart.title:
            package.set(one.target, made)
            return
    part = package.free_name("xl/charts/chart{}.xml")
    package.set(part, made, _CHART)
    relation = package.relate(drawing, "chart", part)
    (anchor,) = parse_xml(drawn)
    for frame in anchor.iter(f"{{{_CHARTS}}}chart"):
        frame.set(f"{{{OFFICE}}}id", relation)
    root = parse_xml(package.read(drawing))
    root.append(anchor)
    package.set(drawing, to_xml(root))


def _made(sheet: str, chart: BarChart | LineChart, block: Block) -> tuple[bytes, bytes]:
    """A chart and the drawing that places it, as openpyxl makes them."""
    book = Workbook()
    ws = book.worksheets[0]
    ws.title = sheet
    _add_chart(ws, chart, block)
    out = BytesIO()
    book.save(out)
    made = Package(out)
    return made.read("xl/charts/chart1.xml"), made.read("xl/drawings/drawing1.xml")


def _title(chart: bytes) -> str:
    title = parse_xml(chart).find(f".//{{{_CHARTS}}}title")
    said = () if title is None else title.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
    return "".join(one.text or "" for one in said)


def _add_chart(ws: Worksheet, chart: BarChart | LineChart, block: Block) -> None:
    drawn = _lines(ws, chart, block) if isinstance(chart, LineChart) else _bars(ws, chart, block)
    drawn.title = chart.title
    drawn.title.overlay = False
    column, row = coordinate_from_string(chart.anchor)
    left, upper, _, _ = range_boundaries(f"{column}{row}")
    width, height = (cm_to_EMU(size) for size in _CHART_CM)
    anchor = _DescribedAnchor(
        _from=AnchorMarker(col=left - 1, row=upper - 1), ext=XDRPositiveSize2D(width, height)
    )
    anchor.alt_text = chart.alt
    drawn.anchor = anchor
    ws.add_chart(drawn)


def _bars(ws: Worksheet, chart: BarChart, block: Block) -> ExcelBarChart:
    drawn = ExcelBarChart()
    drawn.type = "bar"
    drawn.legend = None
    first, last = block.top + 1, block.top + chart.rows
    drawn.add_data(Reference(ws, min_col=chart.values + 1, min_row=first, max_row=last))
    labels = Reference(ws, min_col=chart.labels + 1, min_row=first, max_row=last)
    drawn.series[0].cat = AxDataSource(strRef=StrRef(f=str(labels)))
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = False
    drawn.y_axis.delete = True
    drawn.y_axis.majorGridlines = None
    drawn.gapWidth = 40
    drawn.series[0].graphicalProperties.solidFill = appearance.BAR_FILL
    drawn.dataLabels = DataLabelList(showVal=True)
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(drawn.dataLabels, part, False)
    return drawn


def _lines(ws: Worksheet, chart: LineChart, block: Block) -> ExcelLineChart:
    drawn = ExcelLineChart()
    first, last = block.top + 1, block.top + len(block.rows)
    for position, colour, marker in zip(
        chart.values, appearance.LINE_COLOURS, appearance.LINE_MARKERS, strict=False
    ):
        reference = Reference(ws, min_col=position + 1, min_row=block.top, max_row=last)
        drawn.add_data(reference, titles_from_data=True)
        line = drawn.series[-1]
        line.graphicalProperties.line.solidFill = colour
        line.marker.symbol, line.marker.size = marker, 7
        line.marker.graphicalProperties.solidFill = colour
        line.smooth = False
    drawn.set_categories(Reference(ws, min_col=chart.labels + 1, min_row=first, max_row=last))
    drawn.legend.position = "b"
    drawn.x_axis.number_format = "dd/mm/yy"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=appearance.GRID_LINES))
    return drawn
