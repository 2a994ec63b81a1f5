"""What the ribbon's buttons do: from a button's id to its command, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType

import xlwings as xw

from addin.failure_log import log_failure, sentence_to_report
from addin.ribbon import (
    check_buttons,
    checked_buttons,
    child_buttons,
    correct_buttons,
    error_buttons,
    export_buttons,
    help_buttons,
    portal_buttons,
    reply_buttons,
    report_buttons,
    return_buttons,
    team_buttons,
)
from addin.ribbon.dialogs import say
from addin.ribbon.patience import BUSY, is_rejected, wait_until_ready
from workbook.excel.filters import noting_lost_filters
from xl903 import UserError
from xl903.engine.wording import plural
from xl903.readers.loaded import join_names

Command = Callable[[xw.Book], None]
Hold = Callable[[xw.Book], AbstractContextManager[object]]
"""What holds of Excel while a button does its work."""

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "xl903LoadThisYear": return_buttons.load_this_year,
        "xl903LoadLastYear": return_buttons.load_last_year,
        "xl903LoadOfsted": return_buttons.load_ofsted_list,
        "xl903Settings": return_buttons.settings,
        "xl903Validate": check_buttons.validate,
        "xl903ChooseRules": check_buttons.choose_rules,
        "xl903ClearMarks": check_buttons.clear_marks,
        "xl903LoadPortalReport": portal_buttons.load_portal_report,
        "xl903LoadWording": portal_buttons.load_wording,
        "xl903PreviousError": error_buttons.previous_error,
        "xl903NextError": error_buttons.next_error,
        "xl903UseSuggestion": correct_buttons.use_suggestion,
        "xl903UseCertain": correct_buttons.use_all_certain,
        "xl903Checked": checked_buttons.mark_as_checked,
        "xl903ShowChild": child_buttons.show_child,
        "xl903PreviousChild": child_buttons.previous_child,
        "xl903NextChild": child_buttons.next_child,
        "xl903Changes": correct_buttons.show_changes,
        "xl903PutBack": correct_buttons.put_back,
        "xl903TeamSheets": team_buttons.team_sheets,
        "xl903LoadTeams": team_buttons.load_teams,
        "xl903LoadReplies": reply_buttons.load_replies,
        "xl903TakeReplies": reply_buttons.take_replies,
        "xl903Reports": report_buttons.write_report_files,
        "xl903ExportCsv": export_buttons.export_csv,
        "xl903ExportXml": export_buttons.export_xml,
        "xl903AboutRule": help_buttons.about_this_rule,
        "xl903Guide": help_buttons.guide,
        "xl903About": help_buttons.about,
    }
)
"""Id of a control in ribbon.xml to what it does with the workbook it was clicked in."""


def run(control_id: str, book: xw.Book, hold: Hold = nullcontext) -> bool:
    """Do what a button stands for in the workbook it was clicked in. The ribbon's VBA starts this with the id.

    Nothing is raised: whatever goes wrong is said in one sentence, and the workbook is as it was before the click.
    Gives whether Excel could be told; it cannot where it takes no calls at all.
    """
    message = ""
    with noting_lost_filters() as lost:
        try:
            wait_until_ready(book)
            with hold(book):
                COMMANDS[control_id](book)
        except UserError as error:
            message = str(error)
        except Exception as error:
            message = BUSY if is_rejected(error) else sentence_to_report(log_failure(control_id, error))
    if lost:
        message = f"{message} {_to_filter_again(lost)}".strip()
    try:
        app = book.app
        app.status_bar = False
        if message:
            say(app, message)
    except Exception as error:
        if not is_rejected(error):
            raise
        return False
    return True


def _to_filter_again(lost: list[str]) -> str:
    filters, them = plural(len(lost), "filter"), plural(len(lost), "it", "them")
    return f"Excel could not put back the {filters} on {join_names(lost)}. Set {them} again; nothing else was lost."
