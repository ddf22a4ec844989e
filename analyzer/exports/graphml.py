"""GraphML (http://graphml.graphdrawing.org): the reply graph for Gephi, Cytoscape, igraph, NetworkX."""

from __future__ import annotations

from pathlib import Path

from analyzer.exports.export import Export
from analyzer.exports.reply_graph import EDGE_FACTS, NODE_FACTS, Facts, reply_graph
from analyzer.exports.xml_file import XmlFile
from analyzer.runs.reader import Run


def write(run: Run, path: Path) -> None:
    """Write the reply graph; what is unknown of a node or an edge is left out."""
    graph = reply_graph(run)
    with XmlFile(path) as xml, xml.element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"):
        for name, kind in NODE_FACTS.items():
            xml.leaf("key", id=f"n_{name}", _for="node", **{"attr.name": name, "attr.type": kind})
        for name, (kind, _) in EDGE_FACTS.items():
            xml.leaf("key", id=f"e_{name}", _for="edge", **{"attr.name": name, "attr.type": kind})
        with xml.element("graph", id="replies", edgedefault="directed"):
            for number, facts in graph.node_facts():
                with xml.element("node", id=f"u{number}"):
                    _data(xml, "n", facts)
            for source, target, facts in graph.edge_facts():
                with xml.element("edge", source=f"u{source}", target=f"u{target}"):
                    _data(xml, "e", facts)


def _data(xml: XmlFile, prefix: str, facts: Facts) -> None:
    for name, value in facts.items():
        xml.leaf("data", str(value), key=f"{prefix}_{name}")


EXPORT = Export("graphml", "GraphML, who replies to whom: users as nodes, replies as weighted edges", write)
