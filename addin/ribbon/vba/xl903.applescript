-- Starts Python for a click on a Mac, where VBA may start nothing itself: "PYTHON|BUTTON|PLACE". In the background,
-- since Excel answers Python only once it no longer waits for this script.
on RunCommand(asked)
	set before to AppleScript's text item delimiters
	set AppleScript's text item delimiters to "|"
	set {python, button, place} to text items of asked
	set AppleScript's text item delimiters to before
	do shell script quoted form of python & " -E -P -m addin.ribbon " & quoted form of button & " 0 " & quoted form of place & " > /dev/null 2>&1 &"
end RunCommand
