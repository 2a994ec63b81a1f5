Attribute VB_Name = "Reading"
Option Explicit

' What every sheet of the active workbook holds, in one call: its name, where its used cells are, their values,
' whether a filter hides some of its rows, and where its first table is, "" without one.
' A format far below or right of what is filled in does not count. What goes wrong is given as text.
' workbook/excel/live_book.py asks the same sheet by sheet.
Public Function ReadSheets() As Variant
    Dim i As Long
    Dim table As String
    Dim found() As Variant
    Dim sheet As Worksheet
    On Error GoTo Failed
    ReDim found(1 To ActiveWorkbook.Worksheets.Count)
    For Each sheet In ActiveWorkbook.Worksheets
        i = i + 1
        table = ""
        If sheet.ListObjects.Count > 0 Then table = sheet.ListObjects(1).Range.Address
        With FilledCells(sheet)
            found(i) = Array(sheet.Name, .Address, .Value, sheet.FilterMode, table)
        End With
    Next sheet
    ReadSheets = found
    Exit Function
Failed:
    ReadSheets = "error " & Err.Number & ": " & Err.Description
End Function

' The used cells of a sheet; where they are very many, as a format in the last row makes them, those from the first
' cell to the last that something is in.
Private Function FilledCells(ByVal sheet As Worksheet) As Range
    Set FilledCells = sheet.UsedRange
    If FilledCells.CountLarge <= 200000 Then Exit Function
    Set FilledCells = sheet.Range(sheet.Cells(1, 1), sheet.Cells(LastFilled(sheet, True), LastFilled(sheet, False)))
End Function

' The last row, or else the last column, that something is in, found by halves; 1 where nothing is anywhere.
Private Function LastFilled(ByVal sheet As Worksheet, ByVal inRows As Boolean) As Long
    Dim low As Long
    Dim high As Long
    Dim middle As Long
    Dim first As Range
    Dim last As Range
    Set last = sheet.Cells(sheet.Rows.Count, sheet.Columns.Count)
    low = 1
    high = IIf(inRows, sheet.Rows.Count, sheet.Columns.Count)
    Do While low < high
        middle = (low + high) \ 2
        If inRows Then Set first = sheet.Cells(middle + 1, 1) Else Set first = sheet.Cells(1, middle + 1)
        If Application.WorksheetFunction.CountA(sheet.Range(first, last)) > 0 Then low = middle + 1 Else high = middle
    Loop
    LastFilled = low
End Function
