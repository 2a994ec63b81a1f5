Attribute VB_Name = "RibbonCallback"
Option Explicit

' Every button of the ribbon calls this; the rest is Python (addin/commands.py), which gets the button's id.
' Ids are fixed in addin/ribbon.xml, so nothing that a person typed becomes part of the command.
Public Sub RunCommand(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    RunPython "import addin.ribbon.commands; addin.ribbon.commands.run('" & control.ID & "')"
End Sub
