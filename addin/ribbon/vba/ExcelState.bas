Attribute VB_Name = "ExcelState"
Option Explicit

Private kept As Boolean
Private events As Boolean
Private updating As Boolean
Private mode As Long
Private shape As Long
Private status As Variant

' Remembers how Excel is before a click.
Public Sub KeepState()
    events = Application.EnableEvents
    updating = Application.ScreenUpdating
    mode = Application.Calculation
    shape = Application.Cursor
    status = Application.StatusBar
    kept = True
End Sub

' Puts Excel back as it was before the click, whatever became of Python, and lets the person work again.
Public Sub PutStateBack()
    On Error Resume Next
    If Not kept Then Exit Sub
    Application.Interactive = True
    Application.EnableEvents = events
    Application.Calculation = mode
    Application.Cursor = shape
    Application.StatusBar = status
    Application.ScreenUpdating = updating
    kept = False
End Sub
