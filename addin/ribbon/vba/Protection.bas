Attribute VB_Name = "Protection"
Option Explicit

' What keeps the active workbook from being written to: "MultiUserEditing", "AutoSaveOn", "ReadOnly" and
' "ProtectStructure" as far as they hold, and then "sheet " and its name for each protected sheet. "" for nothing;
' what goes wrong is given as text. workbook/excel/obstacles.py asks the same one by one.
Public Function FindObstacles() As Variant
    Dim count As Long
    Dim state As Variant
    Dim found() As Variant
    Dim sheet As Worksheet
    On Error GoTo Failed
    FindObstacles = ""
    For Each state In Array("MultiUserEditing", "AutoSaveOn", "ReadOnly", "ProtectStructure")
        If Holds(CStr(state)) Then
            ReDim Preserve found(0 To count)
            found(count) = state
            count = count + 1
        End If
    Next state
    For Each sheet In ActiveWorkbook.Worksheets
        If sheet.ProtectContents Then
            ReDim Preserve found(0 To count)
            found(count) = "sheet " & sheet.Name
            count = count + 1
        End If
    Next sheet
    If count > 0 Then FindObstacles = found
    Exit Function
Failed:
    FindObstacles = "error " & Err.Number & ": " & Err.Description
End Function

' Whether a state of the active workbook holds; an older Excel does not know them all.
Private Function Holds(ByVal state As String) As Boolean
    On Error Resume Next
    Holds = CallByName(ActiveWorkbook, state, VbGet)
End Function
