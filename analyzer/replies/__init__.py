"""Who answers whom where the dump lost it: a ranker over earlier comments, run in numpy, shipped with its weights."""

from __future__ import annotations

from analyzer.replies.facts import FlatThread
from analyzer.replies.infer import Replies, infer_replies
from analyzer.replies.names import answered_places
from analyzer.replies.network import Order

__all__ = ["FlatThread", "Order", "Replies", "answered_places", "infer_replies"]
