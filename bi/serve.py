"""Starts the dashboards on this machine: `make bi`.

Belongs here: where Superset keeps its own database, secrets, the server, what is printed. Does not
belong here: what users see (`bootstrap`, `assets/`). Run in Superset's own environment.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_SECONDS_TO_START = 120
_SECONDS_TO_END = 10
_WORKERS = 2
_USERS = {"admin": "Admin", "analyst": "Analyst", "viewer": "Viewer"}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _secret_key(home: Path) -> str:
    """Give the key that signs sessions: the environment's, else one made once and kept."""
    given = os.environ.get("FUGOU_BI_SECRET_KEY")
    if given:
        return given
    file = home / ".secret_key"
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text()


def _users(home: Path) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Give role and password by user, and the passwords to print: those made now.

    `FUGOU_BI_OPERATORS` lists staff or stores by their id, with commas between; an operator's name
    is that id. `FUGOU_BI_<ROLE>_PASSWORD` gives a password; without it one is made the first time.
    """
    named = os.environ.get("FUGOU_BI_OPERATORS", "").split(",")
    operators = [one.strip() for one in named if one.strip()]
    wanted = {**_USERS, **dict.fromkeys(operators, "Operator")}
    known_file = home / ".users"
    known = set(known_file.read_text().splitlines()) if known_file.exists() else set()
    users, made = {}, []
    for name, role in wanted.items():
        password = os.environ.get(f"FUGOU_BI_{role.upper()}_PASSWORD", "")
        if not password and name not in known:
            password = secrets.token_urlsafe(12)
            made.append(f"{name}: {password}")
        users[name] = (role, password)
    return users, made


def _free_port(named: str) -> int:
    """Give the port, or end with a word where nothing can listen on it."""
    try:
        port = int(named)
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
    except (ValueError, OverflowError):
        sys.exit(f"FUGOU_BI_PORT={named} is no port.")
    except OSError as error:
        sys.exit(f"Port {port} is not free ({error.strerror}): FUGOU_BI_PORT names another one.")
    return port


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit(f"Superset ended with code {server.returncode}; what it said is above.")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    server.terminate()
    sys.exit(f"Superset did not answer within {_SECONDS_TO_START} seconds.")


def main() -> None:
    """Bootstrap, serve until interrupted, and say where and how to log in."""
    workspace = Path(os.environ.get("FUGOU_HOME") or "data").resolve()
    published_file = workspace / "published" / "current" / "fugou.duckdb"
    if not published_file.exists():
        sys.exit(f"Nothing is published in {workspace}: `make run` comes first.")
    port = _free_port(os.environ.get("FUGOU_BI_PORT", "8088"))
    address = f"http://127.0.0.1:{port}"
    home = workspace / "bi"
    home.mkdir(exist_ok=True)
    os.environ.update(
        SUPERSET_HOME=str(home),
        SUPERSET_CONFIG_PATH=str(_FOLDER / "superset_config.py"),
        SUPERSET_SECRET_KEY=_secret_key(home),
    )
    users, made = _users(home)
    _say("Preparing the dashboards ...")
    from bootstrap import bootstrap

    left_out = bootstrap(published_file, users)
    gunicorn = Path(sys.executable).parent / "gunicorn"
    options = f"-w {_WORKERS} -k gthread --threads 8 --timeout 120 --no-control-socket"
    words = [*options.split(), "--log-level", "warning", "-b", f"127.0.0.1:{port}", "wsgi:app"]
    server = subprocess.Popen([str(gunicorn), *words], cwd=_FOLDER)
    # Who stops it as a service sends SIGTERM; it ends as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _wait(address, server)
        _say(f"\nDashboards: {address}/dashboard/list/")
        if left_out:
            _say(f"Left out, as this brand publishes nothing for it: {', '.join(left_out)}")
        _say("Users: " + ", ".join(users))
        for line in made:
            _say(f"  password made now, printed this once - {line}")
        # Not before: a password that nobody read is made anew.
        (home / ".users").write_text("\n".join(users) + "\n")
        _say("Ctrl+C ends it.")
        server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        try:
            server.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            # Open connections of browsers do not hold it.
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
