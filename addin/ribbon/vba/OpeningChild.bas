Attribute VB_Name = "OpeningChild"
Option Explicit

Private heard As DoubleClicks

' Called when the ribbon is loaded.
Public Sub RibbonLoaded(ribbon As IRibbonUI)
    HearDoubleClicks
End Sub

' Lets double-clicks be heard from now on; Excel forgets it where VBA was stopped midway.
Public Sub HearDoubleClicks()
    On Error Resume Next
    If heard Is Nothing Then Set heard = New DoubleClicks
End Sub

' Shows the child of a row that was double-clicked, as the button Show child does. Gives whether it is such a row.
Public Function OpenChild(ByVal cell As Range) As Boolean
    On Error GoTo Failed
    If Not LeadsToChild(cell) Then Exit Function
    OpenChild = True
    Click "xl903ShowChild"
    Exit Function
Failed:
    Application.StatusBar = "xl903 could not open the child: error " & Err.Number & ", " & Err.Description
End Function

' Whether a double-click on a cell opens the child of its row. In a workbook of xl903's: on Children and Errors
' anywhere but in the columns to type in; on a table in CHILD, Status and Codes, since elsewhere a double-click is
' how people change a value. Nowhere in other workbooks.
Public Function LeadsToChild(ByVal cell As Range) As Boolean
    Dim table As ListObject
    Dim header As Range
    Dim title As String
    On Error GoTo No
    Set table = cell.ListObject
    If table Is Nothing Then Exit Function
    Set header = table.HeaderRowRange
    If cell.Row <= header.Row Or Not IsOurs(cell.Worksheet.Parent) Then Exit Function
    If IsError(Application.Match("CHILD", header, 0)) Then Exit Function
    title = "|" & header.Cells(1, cell.Column - header.Column + 1).Value & "|"
    Select Case cell.Worksheet.Name
        Case "Children", "Errors"
            LeadsToChild = InStr("|Use|Checked and right|Reason|", title) = 0
        Case Else
            LeadsToChild = InStr("|CHILD|Status|Codes|", title) > 0
    End Select
No:
End Function

Private Function IsOurs(ByVal book As Workbook) As Boolean
    Dim memory As Worksheet
    On Error Resume Next
    Set memory = book.Worksheets("xl903 memory")
    IsOurs = Not memory Is Nothing
End Function
