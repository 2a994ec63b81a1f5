"""E-mail drafts that carry packs: files that Outlook opens as drafts. Nothing is ever sent from here."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath

from workbook.teams.pack_sheets import asked_in_words
from workbook.teams.team_packs import Pack
from xl903.engine.wording import count

_EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def write_draft(pack: Pack, attachment: bytes, *, with_password: bool) -> bytes | None:
    """An e-mail to a pack's own addresses with its workbook attached; None where it has no address.

    attachment: the bytes of the pack's file, with ``with_password`` encrypted. Neither subject nor text holds
    anything about a child or a worker: counts and a day.
    """
    if not pack.addresses:
        return None
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = [Address(addr_spec=address) for address in pack.addresses]
    by = f"{pack.reply_by.day} {pack.reply_by:%B %Y}"
    mail["Subject"] = f"SSDA903: {count(pack.questions, 'question')} to answer by {by}"
    mail.set_content(_text(pack, by, with_password=with_password), cte="7bit")
    kind, subtype = _EXCEL
    mail.add_attachment(attachment, maintype=kind, subtype=subtype, filename=pack.file_name)
    return mail.as_bytes()


def draft_name(pack: Pack) -> str:
    """The name of the draft's file, which is the pack's with another ending."""
    return PurePath(pack.file_name).with_suffix(".eml").name


# Lines short enough for an e-mail stand in its source as they are; longer ones would be encoded.


def _text(pack: Pack, by: str, *, with_password: bool) -> str:
    told = "You will get the password separately, not by e-mail.\n" if with_password else ""
    return (
        "Hello,\n\n"
        "Our checks of the yearly return on looked-after children (SSDA903) raised\n"
        f"{asked_in_words(pack)} of your team.\n\n"
        "They are in the workbook attached. Please type the answers into its shaded\n"
        f'column "Correct value" and send it back by {by}.\n'
        f"{told}\n"
        "Thank you\n"
    )
