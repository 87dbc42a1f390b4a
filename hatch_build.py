"""Puts the built page into the wheel, where there is one: `make web` builds it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Page(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `web/apps/dashboard/dist` as `radist/page`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        page = Path(self.root, "web", "apps", "dashboard", "dist")
        if version == "standard" and (page / "index.html").is_file():
            build_data["force_include"][str(page)] = "radist/page"
