Attribute VB_Name = "Notes"
Option Explicit

' Changes the notes of one sheet of the active workbook in one call, since a call from Python costs a
' millisecond and a loop in here does not. For each address, earlier is the text that xl903 put there
' ("" for none), present is what it says now ("" for nothing), and widths and heights are the size in points of
' a box for it. What remains of a note without these texts is the analyst's own and stays.
' Gives "" when done, what went wrong as text, or the address and text of each note that holds the analyst's own
' words too, for which the caller knows the size. workbook/update/notes.py says how, and live_notes.py does it
Public Function PaintNotes(ByVal sheetName As String, addresses As Variant, earlier As Variant, present As Variant, widths As Variant, heights As Variant) As Variant
    Dim i As Long
    Dim count As Long
    Dim text As String
    Dim sheet As Worksheet
    Dim mixed() As Variant
    On Error GoTo Failed
    Set sheet = ActiveWorkbook.Worksheets(sheetName)
    PaintNotes = ""
    For i = LBound(addresses) To UBound(addresses)
        text = PaintNote(sheet.Range(CStr(addresses(i))), CStr(earlier(i)), CStr(present(i)), CDbl(widths(i)), CDbl(heights(i)))
        If text <> "" Then
            ReDim Preserve mixed(0 To count)
            mixed(count) = Array(CStr(addresses(i)), text)
            count = count + 1
        End If
    Next i
    If count > 0 Then PaintNotes = mixed
    Exit Function
Failed:
    PaintNotes = "error " & Err.Number & ": " & Err.Description
End Function

' Gives the note's text where it holds the analyst's own words too, and else "".
Private Function PaintNote(ByVal cell As Range, ByVal earlier As String, ByVal present As String, ByVal width As Double, ByVal height As Double) As String
    Dim own As String
    Dim before As String
    Dim after As String
    If Not cell.Comment Is Nothing Then before = cell.Comment.text
    own = Without(Without(before, earlier), present)
    after = own
    If after <> "" And present <> "" Then after = after & vbLf & vbLf
    after = after & present
    If after = before Then Exit Function
    If before <> "" Then cell.Comment.Delete
    If after = "" Then Exit Function
    cell.AddComment after
    If own <> "" Then
        PaintNote = after
    Else
        cell.Comment.Shape.Width = width
        cell.Comment.Shape.Height = height
    End If
End Function

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
