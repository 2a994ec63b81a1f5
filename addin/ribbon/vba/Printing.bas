Attribute VB_Name = "Printing"
Option Explicit

' Sets up how sheets of the active workbook are printed, in one call: on A4 across, as wide as one page, with a text
' at the left and at the right below. areas: what is printed of each sheet, such as $A:$F; titles: the rows on top of
' each of its pages, such as $5:$5; "" for all and for none. How a sheet is printed is a help and no data, so what
' Excel refuses, as where there is no printer, is passed over. Gives "" when done, or what went wrong as text.
Public Function SetPages(sheetNames As Variant, areas As Variant, titles As Variant, ByVal left As String, ByVal right As String) As Variant
    Dim i As Long
    On Error GoTo Failed
    For i = LBound(sheetNames) To UBound(sheetNames)
        SetPage ActiveWorkbook.Worksheets(CStr(sheetNames(i))), CStr(areas(i)), CStr(titles(i)), left, right
    Next i
    SetPages = ""
    Exit Function
Failed:
    SetPages = "error " & Err.Number & ": " & Err.Description
End Function

' The printer is asked once for the whole page and not at each line, each of which takes it as long.
Private Sub SetPage(ByVal sheet As Worksheet, ByVal area As String, ByVal titles As String, ByVal left As String, ByVal right As String)
    On Error Resume Next
    Application.PrintCommunication = False
    With sheet.PageSetup
        .Orientation = xlLandscape
        .PaperSize = xlPaperA4
        .Zoom = False
        .FitToPagesWide = 1
        .FitToPagesTall = 0
        .LeftFooter = left
        .RightFooter = right
    End With
    Application.PrintCommunication = True
    With sheet.PageSetup
        If titles <> "" Then .PrintTitleRows = titles
        If area <> "" Then .PrintArea = area
        ' An Excel that asks the printer at each line knows any number of pages by another word.
        If .FitToPagesTall <> 0 Then .FitToPagesTall = False
    End With
End Sub
