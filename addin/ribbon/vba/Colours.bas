Attribute VB_Name = "Colours"
Option Explicit

Private Const NONE As Long = -1

' Gives cells of one sheet of the active workbook a fill or a text colour, in one call. part: "fill" or "text".
' colour: as Excel counts it; -1 for no fill, and for the text colour that Excel chooses.
' Gives "" when done, or what went wrong as text. workbook/excel/live_colours.py does the same, range by range.
Public Function PaintCells(ByVal sheetName As String, addresses As Variant, ByVal part As String, ByVal colour As Long) As Variant
    Dim i As Long
    Dim sheet As Worksheet
    On Error GoTo Failed
    Set sheet = ActiveWorkbook.Worksheets(sheetName)
    For i = LBound(addresses) To UBound(addresses)
        PaintThese sheet.Range(CStr(addresses(i))), part, colour
    Next i
    PaintCells = ""
    Exit Function
Failed:
    PaintCells = "error " & Err.Number & ": " & Err.Description
End Function

Private Sub PaintThese(ByVal cells As Range, ByVal part As String, ByVal colour As Long)
    If part = "fill" Then
        If colour = NONE Then cells.Interior.ColorIndex = xlColorIndexNone Else cells.Interior.Color = colour
    Else
        If colour = NONE Then cells.Font.ColorIndex = xlColorIndexAutomatic Else cells.Font.Color = colour
    End If
End Sub

' Which cells of one sheet of the active workbook have a fill or a text colour: for each its row, its column and
' both colours as Excel counts them, -1 for none. "" where none has; what goes wrong is given as text.
' One cell may have text of several colours; it is taken to be as Excel would choose.
Public Function FindColours(ByVal sheetName As String, addresses As Variant) As Variant
    Dim i As Long
    Dim count As Long
    Dim fill As Long
    Dim text As Long
    Dim cell As Range
    Dim sheet As Worksheet
    Dim found() As Variant
    On Error GoTo Failed
    Set sheet = ActiveWorkbook.Worksheets(sheetName)
    FindColours = ""
    ReDim found(0 To 100)
    For i = LBound(addresses) To UBound(addresses)
        For Each cell In sheet.Range(CStr(addresses(i)))
            fill = FillOf(cell)
            text = TextColourOf(cell)
            If fill <> NONE Or text <> NONE Then
                If count > UBound(found) Then ReDim Preserve found(0 To 2 * count)
                found(count) = Array(cell.Row, cell.Column, fill, text)
                count = count + 1
            End If
        Next cell
    Next i
    If count = 0 Then Exit Function
    ReDim Preserve found(0 To count - 1)
    FindColours = found
    Exit Function
Failed:
    FindColours = "error " & Err.Number & ": " & Err.Description
End Function

Private Function FillOf(ByVal cell As Range) As Long
    FillOf = NONE
    If cell.Interior.ColorIndex <> xlColorIndexNone Then FillOf = cell.Interior.Color
End Function

Private Function TextColourOf(ByVal cell As Range) As Long
    Dim colour As Variant
    TextColourOf = NONE
    colour = cell.Font.Color
    If IsNull(colour) Then Exit Function
    If colour <> 0 Then TextColourOf = colour
End Function
