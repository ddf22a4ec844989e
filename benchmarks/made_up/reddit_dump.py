"""Write a made-up Reddit dump of any size: one JSON object per line, packed with zstd, as Arctic Shift writes them.

    python benchmarks/made_up/reddit_dump.py RC_made_up.zst --comments 1000000

Threads overlap in time as they do on Reddit. A third of the comments answer the post, the others a comment of the last
few in their thread. One in a hundred parents is missing, one comment in a thousand stands twice, and a few percent are
deleted, removed or by a bot. The same number of comments always gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import zstandard

EPOCH = 1_717_200_000
#: Threads people write in at the same time, and comments of a thread people still answer.
OPEN_THREADS = 400
RECENT = 40
COMMENTS_PER_THREAD = 20

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WORDS = (
    *("the", "a", "of", "and", "to", "is", "was", "that", "it", "they", "we", "never", "always", "water", "stone"),
    *("river", "bridge", "council", "happen", "because", "nobody", "believe", "maybe", "wrong", "agree", "people"),
    *("café", "naïve", "“quoted”", "don't", "won't", "reads", "again", "thread", "years", "ago", "price", "ferry"),
)
_LINE = (
    '{"all_awardings":[],"archived":false,"associated_award":null,"author":%s,"author_created_utc":1546300800,'
    '"author_flair_background_color":null,"author_flair_css_class":null,"author_flair_richtext":[],'
    '"author_flair_template_id":null,"author_flair_text":null,"author_flair_text_color":null,'
    '"author_flair_type":"text","author_fullname":%s,"author_patreon_flair":false,"author_premium":false,'
    '"awarders":[],"body":%s,"can_gild":false,"can_mod_post":false,"collapsed":false,'
    '"collapsed_because_crowd_control":null,"collapsed_reason":null,"collapsed_reason_code":null,'
    '"comment_type":null,"controversiality":0,"created":%d,"created_utc":%d,"distinguished":null,"edited":false,'
    '"gilded":0,"gildings":{},"id":"%s","is_submitter":false,"link_id":"t3_%s","locked":false,"name":"t1_%s",'
    '"no_follow":true,"parent_id":"%s","permalink":"/r/made_up_town/comments/%s/a_bridge_somewhere/%s/",'
    '"removal_reason":null,"replies":"","retrieved_on":1720000000,"score":%d,"score_hidden":false,'
    '"send_replies":true,"stickied":false,"subreddit":"made_up_town","subreddit_id":"t5_2abcd",'
    '"subreddit_name_prefixed":"r/made_up_town","subreddit_type":"public","top_awarded_type":null,'
    '"total_awards_received":0,"treatment_tags":[],"unrepliable_reason":null,"ups":%d}\n'
)


def base36(number: int) -> str:
    """Return a number as Reddit writes ids."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def bodies(rng: random.Random, count: int) -> list[str]:
    """Return made-up bodies as JSON strings without the closing quote: most short, a few very long."""
    made = []
    for _ in range(count):
        words = rng.choices(_WORDS, k=min(2_000, 3 + int(rng.lognormvariate(2.9, 1.0))))
        text = " ".join(words)
        if rng.random() < 0.1:
            text = "&gt; " + " ".join(words[:8]) + "\n\n" + text
        made.append(json.dumps(text, ensure_ascii=rng.random() < 0.5)[:-1])
    return made


def lines(count: int, seed: int = 36) -> Iterator[str]:
    """Yield `count` comments as JSON lines."""
    rng = random.Random(seed)  # noqa: S311  made-up data
    texts = bodies(rng, 20_000)
    authors = max(10, count // 8)
    threads: list[tuple[str, list[str]]] = []
    begun, first_id = 0, 36**6
    for number in range(count):
        if len(threads) < min(OPEN_THREADS, 1 + count // 1_000) or rng.random() < 1 / COMMENTS_PER_THREAD:
            opened = (base36(36**6 // 2 + begun), list[str]())
            begun += 1
            if len(threads) < OPEN_THREADS:
                threads.append(opened)
            else:
                threads[rng.randrange(OPEN_THREADS)] = opened
        thread, recent = threads[int(len(threads) * rng.random() ** 2)]
        own = base36(first_id + number)
        line = _line(rng, own, thread, _parent(rng, thread, recent, first_id + count + number), authors, texts, number)
        recent.append(own)
        if len(recent) > RECENT:
            del recent[: RECENT // 2]
        yield line
        if rng.random() < 0.001:
            yield line


def _parent(rng: random.Random, thread: str, recent: list[str], missing: int) -> str:
    draw = rng.random()
    if draw < 0.01:
        return f"t1_{base36(missing)}"
    return f"t3_{thread}" if draw < 0.35 or not recent else f"t1_{rng.choice(recent)}"


def _line(rng: random.Random, own: str, thread: str, parent: str, authors: int, texts: list[str], number: int) -> str:
    writer = int(authors * rng.random() ** 3)
    author, account, text = f'"made_up_{writer}"', f'"t2_{base36(writer + 36**5)}"', texts[number % len(texts)]
    body, fate, time = f'{text} {number}"', rng.random(), EPOCH + number // 8
    if fate < 0.03:
        author, account, body = '"[deleted]"', "null", '"[deleted]"'
    elif fate < 0.05:
        body = '"[removed]"'
    elif fate < 0.06:
        author, account = '"AutoModerator"', '"t2_6l4z3"'
    score = int(rng.paretovariate(1.2))
    return _LINE % (author, account, body, time, time, own, thread, own, parent, thread, own, score, score)


def write(path: Path, count: int) -> int:
    """Write a dump of `count` comments and return the size of what is packed in it, in bytes."""
    size = 0
    with path.open("wb") as file, zstandard.ZstdCompressor(level=3).stream_writer(file) as packed:
        for line in lines(count):
            size += packed.write(line.encode())
    return size


def main() -> None:
    """Write one dump."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--comments", type=int, default=1_000_000)
    options = parser.parse_args()
    print(f"{write(options.path, options.comments):,} bytes before packing")


if __name__ == "__main__":
    main()
