Attribute VB_Name = "Codes"
Option Explicit

' Offers codes in cells of the active workbook, in one call: on each sheet, in these cells, the codes of that
' list, and a title and a text once such a cell is selected. Another value is warned about and not refused. A
' list that Excel does not take is left out. Gives "" when done, or what went wrong as text.
' workbook/excel/code_choices.py does the same, column by column.
Public Function OfferCodes(sheetNames As Variant, cells As Variant, lists As Variant, titles As Variant, texts As Variant) As Variant
    Dim i As Long
    On Error GoTo Failed
    For i = LBound(cells) To UBound(cells)
        OfferThese ActiveWorkbook.Worksheets(CStr(sheetNames(i))).Range(CStr(cells(i))), CStr(lists(i)), CStr(titles(i)), CStr(texts(i))
    Next i
    OfferCodes = ""
    Exit Function
Failed:
    OfferCodes = "error " & Err.Number & ": " & Err.Description
End Function

Private Sub OfferThese(ByVal cells As Range, ByVal list As String, ByVal title As String, ByVal text As String)
    On Error Resume Next
    With cells.Validation
        .Delete
        .Add xlValidateList, xlValidAlertWarning, xlBetween, list
        .IgnoreBlank = True
        .InputTitle = title
        .InputMessage = text
        .ErrorTitle = title
        .ErrorMessage = "This code is not on the list for this collection year. Keep it?"
    End With
End Sub
