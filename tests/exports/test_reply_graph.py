"""GraphML and GEXF: nodes and edges worked out by hand, read by NetworkX where it is installed."""

from __future__ import annotations

import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analyzer.exports import export_run
from analyzer.exports.reply_graph import reply_graph
from analyzer.runs.reader import read_run
from tests.exports.sample import EDGES, write_sample


def test_users_answer_each_other_with_weights(tmp_path: Path) -> None:
    graph = reply_graph(read_run(write_sample(tmp_path)))
    names = {number: facts["author"] for number, facts in graph.node_facts()}
    assert sorted(names.values()) == ["Ada", "Bo \ufffd<&", "Cy"]
    found = {
        (names[source], names[target]): (facts["weight"], facts["stance"], facts["flagged"], facts["inferred"])
        for source, target, facts in graph.edge_facts()
    }
    assert found == EDGES
    toxicity = {(names[s], names[t]): facts["toxicity"] for s, t, facts in graph.edge_facts()}
    assert toxicity["Ada", "Bo \ufffd<&"] == pytest.approx(0.95)
    assert toxicity["Cy", "Ada"] == pytest.approx(0.0625)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_the_file_is_sound_xml_with_every_node_and_edge(name: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{name}"
    export_run(write_sample(tmp_path), name, out)
    root = ElementTree.parse(out).getroot()  # noqa: S314  our own file
    assert len(root.findall(".//{*}node")) == 3
    assert len(root.findall(".//{*}edge")) == len(EDGES)
    again = tmp_path / f"again.{name}"
    export_run(tmp_path / "run", name, again)
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_the_same_graph(name: str, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    out = tmp_path / f"out.{name}"
    export_run(write_sample(tmp_path), name, out)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = (networkx.read_graphml if name == "graphml" else networkx.read_gexf)(out)
    names = {node: facts["author"] for node, facts in graph.nodes(data=True)}
    found = {
        (names[source], names[target]): (facts["weight"], facts["stance"], facts["flagged"], facts["inferred"])
        for source, target, facts in graph.edges(data=True)
    }
    assert found == EDGES
    assert {facts["author"]: facts["comments"] for _, facts in graph.nodes(data=True)} == {
        "Ada": 4,
        "Bo \ufffd<&": 1,
        "Cy": 4,
    }
