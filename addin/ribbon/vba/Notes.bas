Attribute VB_Name = "Notes"
Option Explicit

' Changes the notes of one sheet of the active workbook in one call, since a call from Python costs a
' millisecond and a loop in here does not. For each address, earlier is the text that xl903 put there
' ("" for none) and present is what it says now ("" for nothing). What remains of a note without these is
' the analyst's own and stays. workbook/update/notes.py does the same, cell by cell.
Public Sub PaintNotes(ByVal sheetName As String, addresses As Variant, earlier As Variant, present As Variant)
    Dim i As Long
    Dim sheet As Worksheet
    Set sheet = ActiveWorkbook.Worksheets(sheetName)
    For i = LBound(addresses) To UBound(addresses)
        PaintNote sheet.Range(CStr(addresses(i))), CStr(earlier(i)), CStr(present(i))
    Next i
End Sub

Private Sub PaintNote(ByVal cell As Range, ByVal earlier As String, ByVal present As String)
    Dim before As String
    Dim after As String
    If Not cell.Comment Is Nothing Then before = cell.Comment.Text
    after = Without(Without(before, earlier), present)
    If after <> "" And present <> "" Then after = after & vbLf & vbLf
    after = after & present
    If after = before Then Exit Sub
    If before <> "" Then cell.Comment.Delete
    If after <> "" Then cell.AddComment after
End Sub

' A text without a part of it, and without the line breaks and spaces that parted the two.
Private Function Without(ByVal text As String, ByVal part As String) As String
    Dim edges As String
    Without = text
    If part = "" Then Exit Function
    If InStr(1, text, part, vbBinaryCompare) = 0 Then Exit Function
    edges = vbLf & vbCr & " "
    text = Replace(text, part, "", 1, 1, vbBinaryCompare)
    Do While Len(text) > 0
        If InStr(edges, Left$(text, 1)) = 0 Then Exit Do
        text = Mid$(text, 2)
    Loop
    Do While Len(text) > 0
        If InStr(edges, Right$(text, 1)) = 0 Then Exit Do
        text = Left$(text, Len(text) - 1)
    Loop
    Without = text
End Function
