"""GEXF 1.3 (https://gexf.net): the reply graph in Gephi's own format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analyzer.exports.export import Export
from analyzer.exports.reply_graph import EDGE_FACTS, NODE_FACTS, Facts, reply_graph
from analyzer.exports.xml_file import XmlFile
from analyzer.runs.reader import Run

#: An edge's weight is a thing of its own in GEXF, not one of the attributes.
_EDGE_KINDS = {name: kind for name, (kind, _) in EDGE_FACTS.items() if name != "weight"}


def write(run: Run, path: Path) -> None:
    """Write the reply graph; what is unknown of a node or an edge is left out."""
    graph = reply_graph(run)
    with (
        XmlFile(path) as xml,
        xml.element("gexf", xmlns="http://gexf.net/1.3", version="1.3"),
        xml.element("graph", mode="static", defaultedgetype="directed"),
    ):
        _attributes(xml, "node", NODE_FACTS)
        _attributes(xml, "edge", _EDGE_KINDS)
        with xml.element("nodes"):
            for number, facts in graph.node_facts():
                with xml.element("node", id=f"u{number}", label=str(facts.get("author", f"u{number}"))):
                    _values(xml, facts)
        with xml.element("edges"):
            for number, (source, target, facts) in enumerate(graph.edge_facts()):
                ends = {"source": f"u{source}", "target": f"u{target}", "weight": str(facts.pop("weight"))}
                with xml.element("edge", id=f"r{number}", **ends):
                    _values(xml, facts)


def _attributes(xml: XmlFile, of: str, kinds: Mapping[str, str]) -> None:
    with xml.element("attributes", mode="static", **{"class": of}):
        for name, kind in kinds.items():
            xml.leaf("attribute", id=name, title=name, type=kind)


def _values(xml: XmlFile, facts: Facts) -> None:
    with xml.element("attvalues"):
        for name, value in facts.items():
            xml.leaf("attvalue", _for=name, value=str(value))


EXPORT = Export("gexf", "GEXF, the same graph in Gephi's own format", write)
