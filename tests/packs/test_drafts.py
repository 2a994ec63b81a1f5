"""E-mail drafts: to the team's own addresses, with its own pack, and nothing personal in sight."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import xl903
from tests.packs.conftest import Made


def read(path: Path) -> EmailMessage:
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def drafts(made: Made) -> dict[str, EmailMessage]:
    return {path.name: read(path) for path in made.folder.glob("*.eml")}


def test_every_team_with_an_address_has_a_draft_and_no_other(made_once: Made) -> None:
    names = {re.sub(r" \d{4}-.*", "", name) for name in drafts(made_once)}
    assert names == {"903 errors North", "903 errors South East"}


def test_outlook_opens_them_as_drafts_and_addresses_come_only_from_teams(made_once: Made) -> None:
    for name, mail in drafts(made_once).items():
        assert mail["X-Unsent"] == "1"
        assert {"Cc", "Bcc", "From"} & set(mail.keys()) == set()
        to = {address.addr_spec for address in mail["To"].addresses}
        wanted = (
            {"north@example.gov.uk", "ben@example.gov.uk"} if "North" in name else {"south@example.gov.uk"}
        )
        assert to == wanted
        assert not any(address.display_name for address in mail["To"].addresses)


def test_the_pack_attached_is_that_teams_own(made_once: Made) -> None:
    for name, mail in drafts(made_once).items():
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == name.replace(".eml", ".xlsx")
        assert attached.get_content() == (made_once.folder / name).with_suffix(".xlsx").read_bytes()


def test_nothing_personal_is_in_the_subject_or_the_text(made_once: Made, report: xl903.Report) -> None:
    ret = report.ret
    personal = set(ret.header.child.astype(str)) | set(ret.sw_episodes.sw_id.dropna().astype(str))
    personal |= {"Ann", "Ben", "Cy", "Di", "Lee", "Cole", "Dent", "Ford"}
    personal |= set(ret.tables["Header"]["DOB"].dropna())
    for mail in drafts(made_once).values():
        body = mail.get_body()
        assert body is not None
        said = f"{mail['Subject']}\n{body.get_content()}"
        assert not set(re.findall(r"[\w/]+", said)) & personal
        assert "1 February 2030" in said
        assert re.search(r"\d+ questions about \d+\s+children", said)


def test_the_text_reads_well_in_the_source_of_the_draft(made_once: Made) -> None:
    for path in made_once.folder.glob("*.eml"):
        source = path.read_bytes().decode("ascii")
        head, _, rest = source.partition("Hello,")
        assert "Content-Transfer-Encoding: 7bit" in head
        text = rest.partition("Thank you")[0].replace("\r\n", " ")
        assert "They are in the workbook attached. Please type the answers into its shaded column" in text
        assert source.startswith("X-Unsent: 1\r\nTo: ")
