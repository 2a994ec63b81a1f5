"""The chart of a list sheet, drawn by Excel from the sheet's own cells."""

from __future__ import annotations

from contextlib import suppress

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, colour_number
from workbook.plan import appearance
from workbook.plan.addresses import cell_address
from workbook.plan.sheet_model import BarChart, Block, LineChart

_WIDTH, _HEIGHT = 540, 270
"""Points; 19 by 9.5 centimetres."""

_CATEGORIES = 1


def draw_chart(sheet: xw.Sheet, chart: BarChart | LineChart, block: Block) -> None:
    """Draw a chart of a block's cells; it follows their values by itself.

    A chart is worth less than the figures beside it, so Excel's refusal to draw one stops nothing.
    """
    with suppress(Exception):
        corner = sheet.range(chart.anchor)
        drawn = sheet.charts.add(corner.left, corner.top, _WIDTH, _HEIGHT)
        if isinstance(chart, LineChart):
            drawn.chart_type, first, last = "line_markers", block.top, block.top + len(block.rows)
            columns = (chart.labels, *chart.values)
        else:
            drawn.chart_type, first, last = "bar_clustered", block.top + 1, block.top + chart.rows
            columns = (chart.labels, chart.values)
        parts = (f"{cell_address(first, at + 1)}:{cell_address(last, at + 1)}" for at in columns)
        drawn.set_source_data(sheet.range(",".join(parts)))
        if HAS_OBJECT_MODEL:
            _finish(drawn, chart)


def _finish(drawn: xw.Chart, chart: BarChart | LineChart) -> None:
    frame, api = drawn.api
    api.HasTitle = True
    api.ChartTitle.Text = chart.title
    frame.ShapeRange.AlternativeText = chart.alt
    if isinstance(chart, LineChart):
        return
    api.HasLegend = False
    api.Axes(_CATEGORIES).ReversePlotOrder = True
    series = api.SeriesCollection(1)
    series.Format.Fill.ForeColor.RGB = colour_number(appearance.BAR_FILL)
    series.HasDataLabels = True
