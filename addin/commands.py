"""What the ribbon's buttons do: from a button's id to its command, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import xlwings as xw

from addin import (
    check_commands,
    child_commands,
    correct_commands,
    export_commands,
    fix_commands,
    help_commands,
    reply_commands,
    return_commands,
    team_commands,
)
from addin.dialogs import say
from addin.log import log_failure
from xl903 import UserError

Command = Callable[[xw.Book], None]

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "xl903LoadThisYear": return_commands.load_this_year,
        "xl903LoadLastYear": return_commands.load_last_year,
        "xl903LoadOfsted": return_commands.load_ofsted_list,
        "xl903Settings": return_commands.settings,
        "xl903Validate": check_commands.validate,
        "xl903ChooseRules": check_commands.choose_rules,
        "xl903ClearMarks": check_commands.clear_marks,
        "xl903PreviousError": fix_commands.previous_error,
        "xl903NextError": fix_commands.next_error,
        "xl903UseSuggestion": correct_commands.use_suggestion,
        "xl903UseCertain": correct_commands.use_all_certain,
        "xl903ShowChild": child_commands.show_child,
        "xl903PreviousChild": child_commands.previous_child,
        "xl903NextChild": child_commands.next_child,
        "xl903Changes": correct_commands.show_changes,
        "xl903PutBack": correct_commands.put_back,
        "xl903TeamSheets": team_commands.team_sheets,
        "xl903LoadTeams": team_commands.load_teams,
        "xl903LoadReplies": reply_commands.load_replies,
        "xl903TakeReplies": reply_commands.take_replies,
        "xl903ExportCsv": export_commands.export_csv,
        "xl903ExportXml": export_commands.export_xml,
        "xl903AboutRule": help_commands.about_this_rule,
        "xl903Guide": help_commands.guide,
        "xl903About": help_commands.about,
    }
)
"""Id of a control in ribbon.xml to what it does with the workbook it was clicked in."""


def run(control_id: str, book: xw.Book | None = None) -> None:
    """Do what a button stands for. The ribbon's VBA calls this with the button's id.

    book: the workbook it was clicked in; Excel says which, if left out. Nothing is raised: whatever goes wrong
    is said in one sentence, and the workbook is as it was before the click.
    """
    book = xw.Book.caller() if book is None else book
    app = book.app
    try:
        COMMANDS[control_id](book)
    except UserError as error:
        message = str(error)
    except Exception as error:
        path = log_failure(control_id, error)
        message = (
            "Something went wrong inside xl903, and the workbook was left as it was; please report it with "
            f"the log, which holds no data of children: {path}."
        )
    else:
        message = ""
    app.status_bar = False
    if message:
        say(app, message)
