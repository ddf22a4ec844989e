"""Charts: what a page gets is safe to hold, speaks the theme's colours, and says its numbers in words too."""

from __future__ import annotations

import re

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

from analyzer.desk.charts import scores, team, thread
from analyzer.desk.charts.drawing import Chart
from analyzer.desk.charts.theme import FONT, VARIABLES, Ink

HOUR = 3_600_000
TIMES = np.array([0, 1, 2, HOUR, HOUR + 1, 30 * HOUR])
FLAGGED = np.array([True, False, False, True, True, False])


def every_chart() -> dict[str, Chart | None]:
    edges = np.linspace(0, 1, 5)
    bars = [team.Bar("toxicity", "alpha", 0.61, 0.4, 0.8, 40), team.Bar("insult", "alpha", -0.2, None, None, 3)]
    return {
        "heat": thread.heat(TIMES, FLAGGED),
        "stance": thread.stance_flow(TIMES, ["support", "deny", "query", None, "deny", "comment"]),
        "histogram": scores.histogram(edges, np.array([9, 4, 0, 2]), 0.5, {"default": 0.5, "sure": 0.9}),
        "curve": scores.precision_recall([0.1, 0.5, 0.9], [0.4, 0.8, 1.0], [1.0, 0.75, 0.2], 0.5),
        "agreement": team.agreement(bars),
        "activity": team.activity(TIMES, list("abbaba"), {"a": "decided", "b": "passed on"}),
        "drift": team.before_and_after(["toxicity", "insult"], [10, 4], [7, 4]),
    }


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    return {name: chart for name, chart in every_chart().items() if chart is not None}


def test_every_kind_draws(charts: dict[str, Chart]) -> None:
    assert charts.keys() == every_chart().keys()


def test_a_drawing_passes_the_strictest_policy(charts: dict[str, Chart]) -> None:
    """No style, script, link or handler: only presentation attributes."""
    for chart in charts.values():
        for drawing in (chart.wide, chart.narrow):
            root = LexborHTMLParser(drawing).css_first("svg")
            assert root is not None
            for node in (root, *root.css("*")):
                assert node.tag not in {"style", "script", "a", "image", "foreignObject"}
                assert not [name for name in node.attributes if name == "style" or name.startswith(("on", "href"))]


def test_colours_are_those_of_the_theme(charts: dict[str, Chart]) -> None:
    for name, chart in charts.items():
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.wide + chart.narrow))
        strange = {c for c in colours if not c.startswith("var(--") and c not in {"none", "transparent"}}
        assert not strange, name
        assert FONT not in chart.wide
    assert set(VARIABLES) == set(Ink)


def test_screen_readers_get_words_and_numbers_not_marks(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        assert chart.wide.startswith('<svg aria-hidden="true" focusable="false"')
        assert "role=" not in chart.wide
        assert chart.summary.endswith(".")
        assert chart.rows
        assert all(len(row) == len(chart.columns) for row in chart.rows)


def test_heat_says_where_most_was_flagged() -> None:
    chart = thread.heat(TIMES, FLAGGED)
    assert chart is not None
    assert chart.summary == "6 comments, 3 flagged. Most flagged from 1 Jan 01:00 UTC on: 2."
    assert chart.rows == (("1 Jan 00:00", 3, 1), ("1 Jan 01:00", 2, 2), ("2 Jan 06:00", 1, 0))


def test_a_calm_thread_says_so() -> None:
    chart = thread.heat(TIMES, np.zeros(6, dtype=bool))
    assert chart is not None
    assert chart.summary == "6 comments, none of them flagged."


def test_stance_flow_counts_each_stance() -> None:
    chart = thread.stance_flow(TIMES, ["support", "deny", "query", None, "deny", "comment"])
    assert chart is not None
    assert chart.summary.startswith("1 replies agree with what they answer, 2 dispute it, 1 ask.")
    assert chart.rows == (("1 Jan 00:00", 1, 1, 1), ("1 Jan 01:00", 0, 1, 0))


def test_nothing_to_draw_is_none() -> None:
    nothing = np.array([], dtype=np.int64)
    assert thread.heat(nothing, np.array([], dtype=bool)) is None
    assert thread.stance_flow(TIMES, ["comment"] * 6) is None
    assert team.activity(nothing, [], {"a": "decided"}) is None
    assert team.agreement([]) is None
    assert team.before_and_after([], [], []) is None
    assert scores.precision_recall([0.5], [1.0], [float("nan")], 0.5) is None


def test_histogram_counts_what_reaches_the_threshold() -> None:
    chart = scores.histogram(np.linspace(0, 1, 5), np.array([9, 4, 0, 2]), 0.5, {"sure": 0.9})
    assert chart.summary == "About 2 of 15 scored comments reach 50 %. The model's own points: sure at 90 %."
    assert chart.rows == (("0 %", "25 %", 9), ("25 %", "50 %", 4), ("75 %", "100 %", 2))


def test_curve_reads_the_chosen_threshold() -> None:
    chart = scores.precision_recall([0.1, 0.5, 0.9], [0.4, 0.8, 1.0], [1.0, 0.75, 0.2], 0.4)
    assert chart is not None
    assert chart.summary == "At 40 %, by the audited votes: precision 80 %, recall 75 %."
    beyond = scores.precision_recall([0.1], [0.4], [1.0], 0.4)
    assert beyond is not None
    assert beyond.summary == "No audited comment reaches 40 %."


def test_a_legend_does_not_set_the_width_of_a_narrow_chart() -> None:
    measures = ("alpha", "AC1", "positive agreement")
    drawn = team.agreement([team.Bar("stance to the parent", name, 0.8, 0.7, 0.9, 20) for name in measures])
    assert drawn is not None
    width = re.findall(r'<svg [^>]*\bwidth="([\d.]+)"', drawn.narrow)[0]
    assert float(width) <= 280  # what a phone of 360 pixels leaves
