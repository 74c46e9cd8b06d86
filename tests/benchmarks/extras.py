"""What is not a request: import, migration, start-up, memory, the audit chain under load."""

from __future__ import annotations

import io
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from coe_portal.audit.models import AuditEvent, SubjectRef
from coe_portal.audit.recording import INTO, ROW, record, stored_values
from coe_portal.settings import env
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.owner import as_owner
from coe_portal.tenancy.scope import scope
from intake.declarations import USE_CASE_CHANGED
from intake.integrations.inventories import Source
from intake.integrations.mappings import builtin_document
from intake.logic.evaluation import evaluate
from intake.models.use_cases import UseCase
from intake.queries.rulebook import in_force
from tests.benchmarks.data import ACTOR, organization
from tests.intake.inventory import generated

ROWS: Final = 10_000
WRITERS, WRITES, ROUNDS = 16, 100, 7
# Django's parent has no connection open when it forks.
FORKS: Final = multiprocessing.get_context("fork")
PLAIN: Final = f"INSERT INTO bench_plain {INTO} VALUES {ROW}"
# The table of the trail in all but the chain: indexes, foreign key, row-level security.
PLAIN_TABLE: Final = """
    CREATE TABLE bench_plain (LIKE audit_auditevent INCLUDING ALL);
    ALTER TABLE bench_plain ADD FOREIGN KEY (organization_id) REFERENCES tenancy_organization
        DEFERRABLE INITIALLY DEFERRED;
    ALTER TABLE bench_plain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY bench_plain_isolation ON bench_plain USING (organization_id =
        (SELECT NULLIF(current_setting('app.organization_id', true), '')::bigint));
    GRANT ALL ON bench_plain TO PUBLIC;
"""
Extra = tuple[str, str, str]


def took(work: Callable[[], object]) -> float:
    """Seconds that it takes once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def importing() -> list[Extra]:
    """Import 10,000 rows, against reading them, COPY of their texts, and scoring in memory."""
    slug = f"bench-import-{os.getpid()}"
    owner = organization(slug, 0)
    with tempfile.TemporaryDirectory() as folder:
        inventory = generated(Path(folder) / "inventory.csv", rows=ROWS)
        source = Source.open(inventory.path, builtin_document("us-federal-2024"))
        options = ["--mapping", "us-federal-2024", "--organization", slug]
        floor = took(lambda: _floor(source, owner))
        whole = took(
            lambda: call_command(
                "import_inventory", str(inventory.path), *options, stdout=io.StringIO()
            )
        )
        again = took(
            lambda: call_command(
                "import_inventory", str(inventory.path), *options, stdout=io.StringIO()
            )
        )
    return [
        (
            f"import of {ROWS:,} rows",
            f"{whole:.1f} s = {whole / floor:.1f} × (reading + COPY + scoring: {floor:.1f} s)",
            "≤ 5 ×",
        ),
        ("the same file again", f"{again:.1f} s, nothing written", ""),
    ]


def _floor(source: Source, owner: Organization) -> None:
    with scope(owner):
        rulebook = in_force().rulebook
    rows = [mapped for _row, mapped in source.rows()]
    for row in rows:
        evaluate(row.answers, rulebook, what_if=False)
    text = "".join(f"{row.key}\t{row.fields['title']}\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_copy (key text, title text)")
        cursor.copy_expert("COPY bench_copy FROM STDIN", io.StringIO(text))
        cursor.execute("DROP TABLE bench_copy")


def audit_chain(owner: Organization) -> list[Extra]:
    """Sixteen writers on one organization, with the chain and without it, in turns."""
    with scope(owner):
        case = UseCase.objects.first()

    def chained() -> None:
        for _number in range(WRITES):
            with scope(owner):
                record(USE_CASE_CHANGED, case, actor=ACTOR)
        connection.close()

    def unchained() -> None:
        for _number in range(WRITES):
            with scope(owner), connection.cursor() as cursor:
                cursor.execute(PLAIN, stored_values(plain_event(owner, case)))
        connection.close()

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute(PLAIN_TABLE)
    rounds = [(_writes_per_second(chained), _writes_per_second(unchained)) for _n in range(ROUNDS)]
    with_chain, without = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    ratio = statistics.median(chain / plain for chain, plain in rounds)
    return [
        (
            f"audit chain, {WRITERS} writers on one organization",
            f"{with_chain:.0f} writes/s = {ratio:.2f} × without ({without:.0f}/s)",
            "≥ 0.5 ×",
        )
    ]


def plain_event(owner: Organization, case: UseCase) -> AuditEvent:
    """The same row, with a place and hashes that nothing ties to another row."""
    now, link = timezone.now(), uuid.uuid4().hex * 2
    subject = SubjectRef.to(case)
    return AuditEvent(
        organization_id=owner.pk,
        created_at=now,
        sequence=uuid.uuid4().int >> 66,
        at=now,
        actor_kind=str(ACTOR.kind),
        actor_label=ACTOR.label,
        action=USE_CASE_CHANGED.code,
        subject_type=subject.type,
        subject_id=subject.id,
        subject_label=subject.label,
        previous_hash=link,
        hash=link,
    )


def _writes_per_second(work: Callable[[], None]) -> float:
    """Each writer is a process with a connection, as web workers are; all begin at once."""
    connection.close()
    start = FORKS.Barrier(WRITERS + 1)

    def write() -> None:
        connection.ensure_connection()
        start.wait()
        work()

    writers = [FORKS.Process(target=write) for _number in range(WRITERS)]
    for writer in writers:
        writer.start()
    start.wait()
    seconds = took(lambda: [writer.join() for writer in writers])
    return WRITERS * WRITES / seconds


def start_up() -> list[Extra]:
    """Import of the whole web application in a fresh process."""
    command = [sys.executable, "-c", "import coe_portal.wsgi"]
    subprocess.run(command, check=True, cwd=env.BASE_DIR)
    seconds = took(lambda: subprocess.run(command, check=True, cwd=env.BASE_DIR))
    return [("start of a web worker", f"{seconds:.1f} s", "≤ 2 s")]


def memory(workers: list[int]) -> list[Extra]:
    """Proportional set size of the workers after the mix."""
    sizes = []
    for worker in workers:
        rollup = Path(f"/proc/{worker}/smaps_rollup")
        if rollup.exists():
            lines = dict(line.split(":", 1) for line in rollup.read_text().splitlines()[1:])
            sizes.append(int(lines["Pss"].split()[0]) / 1024)
    measured = ", ".join(f"{size:.0f} MB" for size in sizes)
    return [("memory of a web worker after the mix (PSS)", measured, "≤ 150 MB")]


def concurrency(ask: Callable[[], Any], alone: float, clients: int = 8) -> list[Extra]:
    """Eight clients on two workers, against what one client predicts."""
    rounds = 12
    with ThreadPoolExecutor(clients) as pool:
        seconds = took(lambda: list(pool.map(lambda _n: ask(), range(clients * rounds))))
    rate, predicted = clients * rounds / seconds, 2 * 1000 / alone
    return [
        (
            f"concurrency {clients} on the HTML list",
            f"{rate:.0f} requests/s = {rate / predicted:.2f} × predicted ({predicted:.0f}/s)",
            "≥ 0.8 ×",
        )
    ]
