"""RumourEval 2019 as published: a folder per thread, the reply tree in `structure.json`, labels in key files.

rumoureval-2019-training-data/
  train-key.json dev-key.json                       {"subtaskaenglish": {post id: stance}}
  twitter-english/EVENT/THREAD/                     source-tweet/ID.json, replies/ID.json, structure.json
  reddit-training-data/THREAD/, reddit-dev-data/THREAD/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.corpora.files import CorpusError, parse_json, read_text

_KEYS = ("train-key.json", "dev-key.json")


def published(path: Path) -> Path | None:
    """Return the folder under `path` that holds the key files, or None where the layout is another."""
    places = (path, path / "rumoureval-2019-training-data")
    return next((place for place in places if all((place / key).is_file() for key in _KEYS)), None)


def read_tree(folder: Path, key: str) -> list[dict[str, Any]]:
    """Return the labelled posts of one key file: thread_id, id, depth, label, text, parent_text, source_text.

    Raises:
        CorpusError: The key file or a post is not in the published layout, or a labelled post is nowhere.
    """
    content = parse_json(read_text(folder / key), str(folder / key))
    if not isinstance(content, dict) or not isinstance(content.get("subtaskaenglish"), dict):
        raise CorpusError("not the published layout: no subtaskaenglish", where=str(folder / key))
    labels: dict[str, str] = content["subtaskaenglish"]
    posts = {post["id"]: post for thread in _threads(folder) for post in _posts(thread)}
    missing = [number for number in labels if number not in posts]
    if missing:
        hint = f"{len(missing)} of {len(labels)} labelled posts lie in no thread folder; unpack the archives again"
        raise CorpusError("a labelled post is missing", where=str(folder / key), value=missing[0], hint=hint)
    return [posts[number] | {"label": label} for number, label in labels.items()]


def _threads(folder: Path) -> Iterator[Path]:
    """Yield the thread folders, in a fixed order."""
    for place in sorted(folder.rglob("structure.json")):
        if (place.parent / "source-tweet").is_dir():
            yield place.parent


def _posts(thread: Path) -> Iterator[dict[str, Any]]:
    """Yield the posts of a thread with their places in the tree, read without recursion."""
    texts = dict(_texts(thread))
    structure = parse_json(read_text(thread / "structure.json"), str(thread / "structure.json"))
    source = texts.get(thread.name, "")
    waiting: list[tuple[Any, str | None, int]] = [(structure, None, 0)]
    while waiting:
        node, parent, depth = waiting.pop()
        for number, below in node.items() if isinstance(node, dict) else ():
            if number in texts:
                yield {
                    "thread_id": thread.name,
                    "id": number,
                    "depth": depth,
                    "text": texts[number],
                    "parent_text": texts.get(parent, "") if parent is not None else "",
                    "source_text": source,
                }
            waiting.append((below, number, depth + 1))


def _texts(thread: Path) -> Iterator[tuple[str, str]]:
    for part in ("source-tweet", "replies"):
        for file in sorted((thread / part).glob("*.json")):
            yield file.stem, text_of(parse_json(read_text(file), str(file)), str(file))


def text_of(post: Any, where: str) -> str:
    """Return the text of a tweet, a Reddit comment or a Reddit submission (its title and body).

    Raises:
        CorpusError: It is none of them.
    """
    if isinstance(post, list) and post:
        post = post[0]
    if isinstance(post, dict):
        if "full_text" in post or "text" in post:
            return str(post.get("full_text") or post.get("text") or "")
        data = post.get("data")
        if isinstance(data, dict) and "children" in data and data["children"]:
            data = data["children"][0].get("data")
        if isinstance(data, dict):
            told = [data.get(name) for name in ("title", "selftext", "body")]
            return "\n".join(str(part) for part in told if part)
    raise CorpusError("not a tweet or a Reddit post", where=where)
