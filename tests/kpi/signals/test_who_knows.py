"""Which modules know of signals at all: none that makes a page, a file or a message of something else."""

import re

import pytest

from akimfeedback.core.settings import ROOT

HOLDS_ALL = re.compile(r"kpi_signal\b|signal_models|signal_queries")
ALLOWED = {
    "kpi/signal_models.py", "kpi/signal_queries.py", "kpi/signal_policy.py", "kpi/signal_labels.py",
    "kpi/service/signals.py", "kpi/views/signals.py", "desk/views/figure_signals.py",
    "portal/views/signals.py", "demo/signals_of_demo.py", "app.py",
    "kpi/personal.py",  # what a person wrote, for that person alone
}  # fmt: skip


def test_no_other_page_file_or_message_reads_signals() -> None:
    source = ROOT / "akimfeedback"
    knowing = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if HOLDS_ALL.search(path.read_text(encoding="utf-8"))
    }

    assert knowing <= ALLOWED


@pytest.mark.parametrize("page", ["signals.html", "signal.html"])
def test_the_pages_of_the_office_take_no_hidden_ones(page: str) -> None:
    words = (ROOT / "akimfeedback/kpi/templates/kpi" / page).read_text(encoding="utf-8")

    assert "withdrawals" not in words
