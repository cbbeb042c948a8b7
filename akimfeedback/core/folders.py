"""Folders of the embedded servers: private, short enough for sockets, and owned by whoever runs them."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from akimfeedback.core.binaries import NOBODY, EmbeddedError

LONGEST_SOCKET_FOLDER = 85  # a socket's path stops at 107 bytes, and .s.PGSQL.5432.lock must fit behind


def without_access_for_others(folder: Path) -> None:
    """Make the folder when it is missing; refuse one that belongs to somebody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), NOBODY if os.geteuid() == 0 else os.geteuid()):
        raise EmbeddedError(f"{folder} belongs to another user.")
    if folder.name.startswith("akf-"):
        folder.chmod(0o700)


def short_folder(var: Path) -> Path:
    """Return the folder of the sockets of `var`: in the temporary folder, the same at every start."""
    mark = hashlib.sha256(f"{os.geteuid()}:{var}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"akf-{mark}"
    return folder if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER else Path("/tmp") / folder.name  # noqa: S108


def outside_folder(sockets: Path) -> Path:
    """Return the folder outside the checkout for data that nobody owns; it outlives a restart."""
    return Path("/var/tmp") / sockets.name  # noqa: S108 - the name is a hash and the folder belongs to nobody


def own(data: Path, sockets: Path) -> Path:
    """Return a data folder that nobody may use, outside the checkout; hand over the sockets too."""
    outside = outside_folder(sockets)
    outside.mkdir(mode=0o700, exist_ok=True)
    if data.exists() and not data.is_symlink():
        raise EmbeddedError(f"{data} was made in another way: move it away, or allow user namespaces again.")
    for folder in (outside, sockets):
        shutil.chown(folder, NOBODY, NOBODY)
    return outside / data.name


def process_command(pid: int) -> str:
    """Return the command line of a process, empty when there is none."""
    stored = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return stored.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return ""
    done = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
