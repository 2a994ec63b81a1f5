Attribute VB_Name = "Server"
Option Explicit

' Hands a click to the xl903 that runs already (addin/server), which answers at once and then works in Excel. It is
' found by its id alone: no program is started here, and nothing is looked up in the registry.
Private Const ADDIN_VERSION As String = "0.1.0"
Private working As Object
Private watching As Boolean

' Takes a click to the server. Gives "" where it was taken, or what is wrong as a sentence; reached says whether
' there is a server.
Public Function AskServer(ByVal id As String, ByRef reached As Boolean) As String
    Dim found As Object
    On Error GoTo Failed
    Set found = FindServer()
    reached = Not found Is Nothing
    If Not reached Then Exit Function
    AskServer = found.Click(id, ActiveWorkbook, ADDIN_VERSION)
    If AskServer = "" Then
        Set working = found
        WatchLater
    End If
    Exit Function
Failed:
    AskServer = "xl903 did not take the click: error " & Err.Number & ", " & Err.Description & " Start xl903 from the Start menu, then click again."
End Function

' The server that runs; Nothing where none does.
Public Function FindServer() As Object
    On Error Resume Next
    Set FindServer = GetObject("new:{8C0F1A52-6E0B-4C0F-9C53-3E903903A903}")
End Function

' What became of the last click that the server took: "busy", "done" or "gone", where the server ended midway; ""
' where none is waited for.
Public Function LastClick() As String
    Dim busy As Boolean
    On Error GoTo Gone
    If working Is Nothing Then Exit Function
    busy = working.Busy
    LastClick = "done"
    If busy Then LastClick = "busy"
    Exit Function
Gone:
    LastClick = "gone"
End Function

' Looks after the last click: comes again while the server works, and puts Excel back where it ended midway.
Public Sub WatchServer()
    watching = False
    If LastClick() = "busy" Then
        WatchLater
    Else
        EndLastClick
    End If
End Sub

' Says what is to be said of the last click, and puts Excel back as it was before it.
Public Sub EndLastClick()
    Dim said As String
    On Error Resume Next
    Select Case LastClick()
        Case ""
            Exit Sub
        Case "gone"
            said = "xl903 ended before it was done, and Excel was put back as it was. To do it again, click again."
        Case "done"
            said = working.Outcome
    End Select
    Set working = Nothing
    PutStateBack
    If said <> "" Then MsgBox said, vbExclamation, "xl903"
End Sub

' Lets Excel look again in two seconds, once however often it is asked.
Private Sub WatchLater()
    On Error Resume Next
    If watching Then Exit Sub
    Application.OnTime Now + TimeSerial(0, 0, 2), "'" & ThisWorkbook.Name & "'!WatchServer"
    watching = True
End Sub
