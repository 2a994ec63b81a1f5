Attribute VB_Name = "Protection"
Option Explicit

' The names of the active workbook's protected sheets; "" for none, or what went wrong as text.
' workbook/excel/obstacles.py asks the same sheet by sheet.
Public Function ProtectedSheets() As Variant
    Dim count As Long
    Dim names() As Variant
    Dim sheet As Worksheet
    On Error GoTo Failed
    ProtectedSheets = ""
    For Each sheet In ActiveWorkbook.Worksheets
        If sheet.ProtectContents Then
            ReDim Preserve names(0 To count)
            names(count) = sheet.Name
            count = count + 1
        End If
    Next sheet
    If count > 0 Then ProtectedSheets = names
    Exit Function
Failed:
    ProtectedSheets = "error " & Err.Number & ": " & Err.Description
End Function
