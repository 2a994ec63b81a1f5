"""What hatchling asks while it builds the package: the addresses of the project, and the guide for the wheel."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY = "XL903_REPOSITORY"
"""Environment variable with the address of the repository that makes the release; the release workflow sets it."""

_EDITABLE = "editable"
_LONG_AGO = "1580601600"  # as hatchling's own files


class Addresses(MetadataHookInterface):
    """The project's addresses, where the repository is known. A build elsewhere names none."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the addresses to the metadata."""
        at = os.environ.get(REPOSITORY, "").rstrip("/")
        metadata["urls"] = (
            {
                "Homepage": at,
                "Changelog": f"{at}/blob/main/CHANGELOG.md",
                "Issues": f"{at}/issues",
                "Security": f"{at}/security/policy",
            }
            if at
            else {}
        )


class Guide(BuildHookInterface[Any]):
    """The docs as a site inside the wheel, where ``xl903 guide`` looks for it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the site into the wheel. An editable installation does without."""
        if version == _EDITABLE:
            return
        folder = tempfile.TemporaryDirectory(prefix="xl903-guide-")
        atexit.register(folder.cleanup)  # the wheel is written after this
        site = Path(folder.name)
        build_site(Path(self.root), site)
        build_data["force_include"][str(site)] = "addin/guide"


def build_site(root: Path, site: Path) -> None:
    """Build the docs into a folder; a broken link ends it with an error. The same docs give the same bytes."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site)],
        cwd=root,
        env={"SOURCE_DATE_EPOCH": _LONG_AGO, "NO_MKDOCS_2_WARNING": "1", **os.environ},
        check=True,
    )
    for needless in ("sitemap.xml", "sitemap.xml.gz", "404.html"):  # for web servers alone
        (site / needless).unlink(missing_ok=True)
    for source_map in site.rglob("*.map"):  # for those who change the theme
        source_map.unlink()
