from __future__ import annotations

from pathlib import Path

import pytest

from training.corpora import CORPORA, CorpusError, by_name, load
from training.examples import EXAMPLE_SCHEMA

FAMILIES = {"toxicity", "conspiracy", "stance_parent", "stance_target", "spans"}


def test_every_corpus_says_what_it_is() -> None:
    assert len({corpus.name for corpus in CORPORA}) == len(CORPORA)
    assert len({corpus.path for corpus in CORPORA}) == len(CORPORA)
    for corpus in CORPORA:
        assert corpus.families
        assert set(corpus.families) <= FAMILIES
        assert not Path(corpus.path).is_absolute()
        assert all((corpus.licence, corpus.source, corpus.mapping, corpus.traps))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(CorpusError, match="olid"):
        by_name("no such corpus")


def test_a_missing_file_is_named_with_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(tmp_path, ["jigsaw"])
    assert str(tmp_path / "toxicity/jigsaw") in str(caught.value)
    assert "Kaggle" in str(caught.value)


def test_loading_joins_corpora_into_the_schema(tmp_path: Path) -> None:
    for name, body in (
        ("perspectrum", "split,claim,text,label\ntrain,c,t,SUPPORT\n"),
        ("mediaeval2020", "ID,Text,Label\n1,masts did it,1\n"),
    ):
        path = tmp_path / by_name(name).path
        path.parent.mkdir(parents=True)
        path.write_text(body)
    frame = load(tmp_path, ["perspectrum", "mediaeval2020"])
    assert dict(frame.schema) == EXAMPLE_SCHEMA
    assert frame["corpus"].to_list() == ["perspectrum", "mediaeval2020"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("pan24", '{"not": "a list"}'),
        ("pan24", "[{]"),
        ("pan24", '[{"id": "1", "text": "no category"}]'),
        ("davidson", "hate_speech,offensive_language,neither,tweet\nmany,0,1,hello\n"),
        ("davidson", "hate_speech,offensive_language,neither,tweet\n0,0,0,hello\n"),
        ("psycomark", '{"id": "1", "text": "t", "votes": ["Yes"], "markers": [[{"type": "Plot"}]]}'),
        ("gab", "[1, 2]\n"),
        ("gab", '{"text_id": 1}\n'),
        ("jigsaw", ""),
        ("jigsaw", "id,comment_text\n1,hello\n"),
    ],
)
def test_a_file_in_another_layout_is_an_error_that_names_it(tmp_path: Path, name: str, body: str) -> None:
    path = tmp_path / by_name(name).path
    path.parent.mkdir(parents=True)
    path.write_text(body)
    with pytest.raises(CorpusError) as caught:
        load(tmp_path, [name])
    assert str(path) in str(caught.value)
