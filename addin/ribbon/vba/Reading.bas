Attribute VB_Name = "Reading"
Option Explicit

' What every sheet of the active workbook holds, in one call: its name, where its used cells are, their values,
' whether a filter hides some of its rows, and where its first table is, "" without one.
' What goes wrong is given as text.
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
        With sheet.UsedRange
            found(i) = Array(sheet.Name, .Address, .Value, sheet.FilterMode, table)
        End With
    Next sheet
    ReadSheets = found
    Exit Function
Failed:
    ReadSheets = "error " & Err.Number & ": " & Err.Description
End Function
