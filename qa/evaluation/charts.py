"""An evaluation as a picture. The only importer of matplotlib, which is an extra."""

from __future__ import annotations

import importlib.util
import warnings
from typing import TYPE_CHECKING, Any

from qa.errors import Unconfigured, WrongUsage
from qa.evaluation import scoring
from qa.render.clean import file_name, one_line
from qa.suite import reports

if TYPE_CHECKING:
    from pathlib import Path

    from qa.evaluation.reporting import Report

FORMATS = {".png", ".svg"}
_INCH, _SIGNS = 0.17, 12
"""Height of a line of text in inches, and how much of one there is room for in each inch of a picture's width."""


def check(path: Path) -> None:
    """See that a picture can be drawn to a file, before anything is asked.

    Raises:
        WrongUsage: the file is none of a picture, or cannot be written.
        Unconfigured: matplotlib is not installed.
    """
    if path.suffix.lower() not in FORMATS:
        message = f"{file_name(path)} is neither a .png nor an .svg"
        raise WrongUsage(message, hint="Name the file so, as in: --chart chart.svg")
    if importlib.util.find_spec("matplotlib") is None:
        message = "a chart as a file needs matplotlib, which is not installed"
        raise Unconfigured(message, hint="Install it with: pip install matplotlib — or leave out --chart.")
    reports.begin(path, "--chart", "chart.svg")


def draw(report: Report, path: Path) -> None:
    """The distribution of each measure, and below them the worst cases to read; the same report gives the same SVG.

    Raises:
        WrongUsage: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    distributions = list(report.distributions())
    panels = max(len(distributions), 1)
    width = max(4.0 * panels, 11.0)
    fit = int(_SIGNS * width)
    lines = [line if len(line) <= fit else f"{line[:fit]}…" for line in report.to_read()]
    height = 3.2 + _INCH * (len(lines) + 1)
    figure = Figure(figsize=(width, height), layout=None)
    top, bottom = 1 - 0.7 / height, 1 - 2.7 / height
    grid = figure.add_gridspec(1, panels, left=0.06, right=0.98, top=top, bottom=bottom, wspace=0.25)
    for number, (name, counts) in enumerate(distributions):
        axes = figure.add_subplot(grid[0, number])
        tenths = [(at + 0.5) / scoring.BINS for at in range(scoring.BINS)]
        axes.bar(tenths, counts, width=0.9 / scoring.BINS, color="#4477aa")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set(title=name, xlim=(0, 1), xlabel="from 0 to 1", ylabel="questions" if number == 0 else "")
    title = f"{one_line(report.dataset.name)} ({report.dataset.form}), {len(report.scores):,} questions"
    figure.suptitle(title, y=1 - 0.15 / height, va="top", parse_math=False)
    text: dict[str, Any] = {"va": "top", "family": "monospace", "fontsize": 8, "linespacing": 1.4, "parse_math": False}
    figure.text(0.06, 1 - 3.2 / height, "\n".join(lines), **text)
    kind = path.suffix.lower()[1:]
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    with warnings.catch_warnings(), mpl.rc_context({"svg.hashsalt": "qa"}):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the font has not every script
        try:
            figure.savefig(path, format=kind, dpi=120, metadata=metadata)
        except OSError as exc:
            raise reports.unwritable(path, exc, "--chart") from exc
