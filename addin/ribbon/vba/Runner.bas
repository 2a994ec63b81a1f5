Attribute VB_Name = "Runner"
Option Explicit

' Starts the Python that this person's own installation names, and no other: no sheet of a workbook, no file
' beside one and no variable of the environment is asked. Cut down from the module of xlwings 0.37.8
' (xlwings_custom_addin.bas), which is distributed under a BSD 3-clause license:
'
' Copyright (C) 2014-present, Zoomer Analytics LLC.
' All rights reserved.
'
' Redistribution and use in source and binary forms, with or without modification,
' are permitted provided that the following conditions are met:
'
' * Redistributions of source code must retain the above copyright notice, this
'   list of conditions and the following disclaimer.
'
' * Redistributions in binary form must reproduce the above copyright notice, this
'   list of conditions and the following disclaimer in the documentation and/or
'   other materials provided with the distribution.
'
' * Neither the name of the copyright holder nor the names of its
'   contributors may be used to endorse or promote products derived from
'   this software without specific prior written permission.
'
' THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
' ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
' WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
' DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
' ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
' (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
' LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
' ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
' (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
' SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

' Takes a click to Python by the first way that is there, in the order of this person's configuration. Gives ""
' when done or taken, or what went wrong as a sentence.
Public Function ReachPython(ByVal id As String, ByVal place As Long) As String
    Dim way As Variant
    Dim reached As Boolean
    On Error GoTo Failed
    #If Mac Then
        ReachPython = StartPython(id, place)
    #Else
        For Each way In Split(Routes(), " ")
            Select Case way
                Case "server"
                    ReachPython = AskServer(id, reached)
                Case "start"
                    ReachPython = StartServer()
                    If ReachPython = "" Then ReachPython = AskServer(id, reached)
                Case "python"
                    ReachPython = StartPython(id, place)
                    reached = True
            End Select
            If reached Then Exit Function
        Next way
        If ReachPython = "" Then ReachPython = "xl903 is not running. Start xl903 from the Start menu, then click again."
    #End If
    Exit Function
Failed:
    ReachPython = "Excel could not reach xl903: error " & Err.Number & ", " & Err.Description
End Function

' Runs a button's command in the workbook of that place. Gives "" when done, or what went wrong as a sentence.
Public Function StartPython(ByVal id As String, ByVal place As Long) As String
    Dim python As String
    On Error GoTo Failed
    python = Setting("INTERPRETER")
    If python = "" Then
        StartPython = "Excel was not told which Python to run. Run: xl903 addin install"
        Exit Function
    End If
    #If Mac Then
        ' In the background, since Excel answers Python only once it no longer waits for the script.
        AppleScriptTask "xl903.applescript", "RunCommand", python & "|" & id & "|" & place
    #Else
        StartPython = WhatExitMeans(RunPython(python, "addin.ribbon " & id & " " & Application.Hwnd & " " & place, True))
    #End If
    Exit Function
Failed:
    StartPython = WhatErrorMeans(Err.Number, Err.Description, python)
End Function

#If Not Mac Then
' Starts the server, if none runs, and waits until it can be clicked. Gives "" then, or what went wrong as a
' sentence.
Private Function StartServer() As String
    Dim i As Long
    Dim python As String
    On Error GoTo Failed
    If Not FindServer() Is Nothing Then Exit Function
    python = Setting("INTERPRETER")
    If python = "" Then
        StartServer = "Excel was not told which Python to run. Run: xl903 addin install"
        Exit Function
    End If
    python = Left$(python, InStrRev(python, "\")) & "pythonw.exe"
    RunPython python, "addin.server", False
    Application.StatusBar = "Starting xl903..."
    For i = 1 To 30
        Application.Wait Now + TimeSerial(0, 0, 1)
        If Not FindServer() Is Nothing Then Exit Function
    Next i
    StartServer = "xl903 is still starting. Wait a minute, then click again."
    Exit Function
Failed:
    StartServer = WhatErrorMeans(Err.Number, Err.Description, python)
End Function

' -E and -P: Python heeds no PYTHON* variables and takes no code from the folder that Excel happens to be in.
Private Function RunPython(ByVal python As String, ByVal words As String, ByVal wait As Boolean) As Long
    Dim shell As Object
    Set shell = CreateObject("WScript.Shell")
    RunPython = shell.Run("""" & python & """ -E -P -m " & words, 0, wait)
End Function

' The ways to Python that are allowed, in their order: what IT fixed for everybody, in the folder of Excel's own that
' only an administrator can write to, and else what this person's configuration says.
Private Function Routes() As String
    Routes = ValueIn(ContentOf(Application.LibraryPath & "\xl903.conf"), "ROUTES")
    If Routes = "" Then Routes = Setting("ROUTES")
    If Routes = "" Then Routes = "server python"
End Function
#End If

Private Function WhatExitMeans(ByVal code As Long) As String
    If code = 3 Then
        WhatExitMeans = "Excel is busy: a cell is being edited, or a window is open. Close it, then click again."
    ElseIf code <> 0 Then
        WhatExitMeans = "xl903 ended before it was done (exit " & code & "). To see why, run: xl903 addin status"
    End If
End Function

' 70 is what Excel says where it may not start other programs; the long numbers are Windows' own.
Private Function WhatErrorMeans(ByVal number As Long, ByVal description As String, ByVal python As String) As String
    Select Case number
        Case 70, 429, -2147024891
            WhatErrorMeans = "Excel is not allowed to start Python on this computer. Start xl903 from the Start menu, then click again."
        Case 53, 76, -2147024893, -2147024894
            WhatErrorMeans = "Python is no longer at " & python & ". Run: xl903 addin install"
        Case Else
            WhatErrorMeans = "Python could not be started: error " & number & ", " & description & " To see why, run: xl903 addin status"
    End Select
End Function

' What xl903 addin install wrote down under a name; "" where nothing is.
Private Function Setting(ByVal name As String) As String
    Setting = ValueIn(Configuration(), name)
End Function

' What a configuration says under a name; "" where it says nothing.
Private Function ValueIn(ByVal text As String, ByVal name As String) As String
    Dim first As String
    Dim row As Variant
    first = """" & name & ""","""
    For Each row In Split(Replace(text, vbCr, ""), vbLf)
        If Left$(row, Len(first)) = first Then ValueIn = Decoded(Mid$(row, Len(first) + 1, Len(row) - Len(first) - 1))
    Next row
End Function

' The person's own configuration, beside Excel's start-up folder; "" where there is none.
Private Function Configuration() As String
    #If Mac Then
        Dim number As Integer
        number = FreeFile
        Open Environ("HOME") & "/xl903.conf" For Input As #number
        Configuration = Input(LOF(number), #number)
        Close #number
    #Else
        Dim path As String
        path = Application.StartupPath
        Configuration = ContentOf(Left$(path, InStrRev(path, "\")) & "xl903.conf")
    #End If
End Function

#If Not Mac Then
' What is in a file; "" where there is none. The scripting object finds it under a name in any letters, which Open
' does not.
Private Function ContentOf(ByVal path As String) As String
    Dim files As Object
    Set files = CreateObject("Scripting.FileSystemObject")
    If files.FileExists(path) Then ContentOf = files.OpenTextFile(path, 1, False, 0).ReadAll
End Function
#End If

' A text of which every letter outside ASCII is written as its number, such as &#233; for e with an acute accent.
Private Function Decoded(ByVal text As String) As String
    Dim i As Long
    Dim last As Long
    Dim parts() As String
    parts = Split(text, "&#")
    Decoded = parts(0)
    For i = 1 To UBound(parts)
        last = InStr(parts(i), ";")
        Decoded = Decoded & ChrW(CLng(Left$(parts(i), last - 1))) & Mid$(parts(i), last + 1)
    Next i
End Function
