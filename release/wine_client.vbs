' What the add-in's VBA does (addin/ribbon/vba/Server.bas), for try_under_wine.sh. A dictionary stands in for
' the workbook that is handed over: Excel does not run under Wine, and Wine's VBScript hands over no object of its own. Its argument says which try; it writes passed where that went well.
Option Explicit
Const MONIKER = "new:{8C0F1A52-6E0B-4C0F-9C53-3E903903A903}"

Dim book, server, said
Set book = CreateObject("Scripting.Dictionary")

Sub Pass()
    WScript.Echo "passed"
    WScript.Quit 0
End Sub

Sub Fail(why)
    WScript.Echo "  " & why
    WScript.Quit 1
End Sub

Sub Expect(what, wanted, found)
    If CStr(wanted) <> CStr(found) Then Fail what & " is " & found & " and should be " & wanted
End Sub

Function FindServer()
    On Error Resume Next
    Set FindServer = Nothing
    Set FindServer = GetObject(MONIKER)
End Function

Sub WaitUntilDone()
    Dim began
    began = Timer
    Do While server.Busy ' Wine has no WScript.Sleep
        If Timer - began > 60 Then Fail "the click was not done after a minute"
    Loop
End Sub

Set server = FindServer()
If server Is Nothing Then Fail "there is no server"
If WScript.Arguments(0) = "there" Then Pass
Dim version, times, n
version = server.Version
Select Case WScript.Arguments(0)
    Case "hundred"
        For n = 1 To 100
            Expect "the answer", "", server.Click("xl903NextError", book, version)
            WaitUntilDone
            Expect "the number of clicks", n, book.Count
        Next
        Expect "the outcome", "", server.Outcome
    Case "busy"
        Expect "the answer", "", server.Click("xl903Validate", book, version)
        said = server.Click("xl903NextError", book, version)
        If InStr(said, "still working") = 0 Then Fail "a click while busy was answered with: " & said
        WaitUntilDone
        Expect "the number of clicks", 1, book.Count
        Expect "the last click", "xl903Validate", book.Item("1")
    Case "version"
        said = server.Click("xl903NextError", book, "0.0.1")
        If InStr(said, "0.0.1") = 0 Then Fail "another version was answered with: " & said
End Select
Pass
