Attribute VB_Name = "Selecting"
Option Explicit

' What is selected on the sheet in front and can be seen: for each block of cells its first row and column and
' its last row and column. "" where that is nothing; what goes wrong is given as text. The selection itself
' includes rows that a filter hides, and its address is cut at 255 characters.
' workbook/excel/selection.py asks the same area by area.
Public Function VisibleSelection() As Variant
    Dim i As Long
    Dim chosen As Range
    Dim seen As Range
    Dim area As Range
    Dim found() As Variant
    On Error GoTo Failed
    VisibleSelection = ""
    If TypeName(Selection) <> "Range" Then Exit Function
    Set chosen = Application.Intersect(Selection, ActiveSheet.UsedRange)
    If chosen Is Nothing Then Exit Function
    If chosen.CountLarge = 1 Then
        ' Asked for the visible ones of a single cell, Excel answers with all of the sheet's.
        If Not (chosen.EntireRow.Hidden Or chosen.EntireColumn.Hidden) Then Set seen = chosen
    Else
        On Error Resume Next
        Set seen = chosen.SpecialCells(xlCellTypeVisible)
        On Error GoTo Failed
    End If
    If seen Is Nothing Then Exit Function
    ReDim found(1 To seen.Areas.Count)
    For Each area In seen.Areas
        i = i + 1
        found(i) = Array(area.Row, area.Column, area.Row + area.Rows.Count - 1, area.Column + area.Columns.Count - 1)
    Next area
    VisibleSelection = found
    Exit Function
Failed:
    VisibleSelection = "error " & Err.Number & ": " & Err.Description
End Function
