Attribute VB_Name = "Codes"
Option Explicit

' Offers codes in cells of the active workbook, in one call: on each sheet, in these cells, the codes of that
' list, and a title and a text once such a cell is selected. Another value is warned about and not refused. A
' list that Excel does not take is left out. workbook/live_codes.py does the same, column by column.
Public Sub OfferCodes(sheetNames As Variant, cells As Variant, lists As Variant, titles As Variant, texts As Variant)
    Dim i As Long
    For i = LBound(cells) To UBound(cells)
        OfferThese ActiveWorkbook.Worksheets(CStr(sheetNames(i))).Range(CStr(cells(i))), CStr(lists(i)), CStr(titles(i)), CStr(texts(i))
    Next i
End Sub

Private Sub OfferThese(ByVal cells As Range, ByVal list As String, ByVal title As String, ByVal text As String)
    On Error Resume Next
    With cells.Validation
        .Delete
        .Add xlValidateList, xlValidAlertWarning, xlBetween, list
        .IgnoreBlank = True
        .InputTitle = title
        .InputMessage = text
        .ErrorTitle = title
        .ErrorMessage = "This is none of the codes of this collection year. Keep it all the same?"
    End With
End Sub
