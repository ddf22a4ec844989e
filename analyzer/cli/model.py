"""`analyzer model`: the facts of the model card."""

from __future__ import annotations

from analyzer.cli.options import Json, ModelPath


def model(model: ModelPath = None, as_json: Json = False) -> None:
    """Show the model's facts: version, hash, languages, the data it learned from, what was measured."""
    from analyzer.cli.console import output, print_json, print_lines
    from analyzer.cli.render.card import card
    from analyzer.models.bundle import bundle_hash, default_path, read_manifest

    manifest = read_manifest(model or default_path())
    identity = bundle_hash(manifest.files)
    if as_json:
        print_json({"hash": identity, **manifest.model_dump()})
    else:
        print_lines(output(), card(manifest, identity))
