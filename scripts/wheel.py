"""What setuptools calls for a wheel: the bundles are built before the files of the package are gathered."""

import subprocess
import sys
from pathlib import Path

from setuptools.command.build_py import build_py

CLIENT = Path(__file__).with_name("client.py")


class BuildWithScreens(build_py):  # type: ignore[misc]  # setuptools has no types
    """Builds the scripts of the pages into the package; an installation of the checkout itself leaves that to make."""

    def run(self) -> None:
        """Build, then gather."""
        if not self.editable_mode:
            subprocess.run([sys.executable, str(CLIENT), "bundles"], check=True)  # noqa: S603
        super().run()
