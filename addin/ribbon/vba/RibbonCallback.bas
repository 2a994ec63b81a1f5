Attribute VB_Name = "RibbonCallback"
Option Explicit

' Every button of the ribbon calls this; the rest is Python (addin/ribbon/commands.py), which gets the button's
' id. Ids are fixed in addin/ribbon/ribbon.xml, so nothing that a person typed becomes part of the command.
Public Sub RunCommand(control As IRibbonControl)
    Click control.ID
End Sub

' Lets Python do what a button stands for, and leaves Excel as it was before, even where Python dies midway.
Public Sub Click(ByVal id As String)
    Dim said As String
    On Error GoTo Failed
    If LastClick() = "busy" Then
        Application.StatusBar = "xl903 is still working on the last click. Wait for it to finish, then click again."
        Exit Sub
    End If
    EndLastClick
    HearDoubleClicks
    said = NothingToWorkOn()
    If said = "" Then
        If ActiveWorkbook Is Nothing Then Workbooks.Add
        KeepState
        said = ReachPython(id, PlaceOfActiveWorkbook())
    End If
Done:
    On Error Resume Next
    If LastClick() = "" Then PutStateBack
    If said <> "" Then MsgBox said, vbExclamation, "xl903"
    Exit Sub
Failed:
    said = "Excel could not start xl903: error " & Err.Number & ", " & Err.Description
    Resume Done
End Sub

' Why there is no workbook that could be worked in, as a sentence; "" where there is one or can be.
Private Function NothingToWorkOn() As String
    #If Not Mac Then
        If ActiveWorkbook Is Nothing Then
            If Not Application.ActiveProtectedViewWindow Is Nothing Then
                NothingToWorkOn = "This workbook is open in Protected View. Choose Enable Editing above the sheet, then click again."
            End If
        End If
    #End If
End Function

' Which of the open workbooks is in front, from 1: a number says it without a name that could be misread.
Private Function PlaceOfActiveWorkbook() As Long
    Dim i As Long
    For i = 1 To Workbooks.Count
        If Workbooks(i) Is ActiveWorkbook Then PlaceOfActiveWorkbook = i
    Next i
End Function
