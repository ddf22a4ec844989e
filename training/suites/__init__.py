"""Suites: what a bundle is measured on. `SUITES` is the registry."""

from __future__ import annotations

from analyzer.comment import TOXICITY_LABELS
from training import metrics
from training.suites import calibration, cases, contrast, functions, house, identity, stance, toxicity
from training.suites.suite import Bench, Part, Reading, Suite

__all__ = ["SUITES", "Bench", "Part", "Reading", "Suite"]

SUITES: tuple[Suite, ...] = (
    Suite(
        "olid",
        "olid",
        "comment",
        toxicity.offensive,
        "OLID level A (TweetEval offensive, test): is a tweet offensive?",
        curves=("toxicity",),
        also=("tweeteval_offensive",),
        floor=True,
    ),
    Suite(
        "jigsaw",
        "jigsaw",
        "comment",
        toxicity.six_labels,
        "The held-out fifth of Jigsaw's published training file: six toxicity labels on Wikipedia talk.",
        curves=TOXICITY_LABELS,
        floor=True,
    ),
    Suite(
        "house",
        "house",
        "comment",
        house.comments,
        "Comments of the target domain (news, forums, Reddit, YouTube), own test split.",
        curves=(*TOXICITY_LABELS, "conspiracy"),
        floor=True,
    ),
    Suite(
        "house-stance",
        "house",
        "parent",
        stance.plain("house", "parent", metrics.macro_f1, "macro-F1"),
        "Stance to the parent in the target domain, own test split.",
        floor=True,
    ),
    Suite(
        "rumoureval",
        "rumoureval",
        "parent",
        stance.rumours,
        "RumourEval 2019 (SDQC), the published development part: stance of replies to rumours.",
        floor=True,
    ),
    Suite(
        "debagreement",
        "debagreement",
        "parent",
        stance.agreement,
        "DEBAGREEMENT, a fifth by submission: does a reply agree with its parent?",
        floor=True,
    ),
    Suite(
        "semeval2016",
        "semeval2016",
        "target",
        stance.plain("semeval2016", "target", metrics.favour_against_f1, "Favg"),
        "SemEval-2016 task 6 (TweetEval stance, test): stance to five targets.",
        floor=True,
    ),
    Suite(
        "vast",
        "vast",
        "target",
        stance.vast,
        "VAST, the published development part: stance to thousands of targets.",
        floor=True,
    ),
    Suite(
        "contrast",
        "house_contrast",
        "comment",
        contrast.measure,
        "Conspiracy contrast sets: one topic, framed as a plot or not.",
    ),
    Suite(
        "natural-toxicity",
        "context_toxicity",
        "comment",
        house.talk,
        "Wikipedia talk at its natural rate of toxicity (Context Toxicity).",
    ),
    Suite(
        "natural-house",
        "house",
        "comment",
        house.natural,
        "Test comments of the target domain that were drawn at random.",
    ),
    Suite(
        "natural-pool",
        None,
        "comment",
        house.pool,
        "How much of unlabelled comments as they come is flagged by default.",
    ),
    Suite(
        "identity",
        None,
        "comment",
        identity.measure,
        "Identity-term bias over sentences that differ only in the group they name (Borkan et al. 2019).",
    ),
    Suite(
        "functions",
        "functions",
        "comment",
        functions.measure,
        "Held-out sentences in which a word alone does not decide (after HateCheck, Röttger et al. 2021).",
    ),
    Suite(
        "cases",
        "cases",
        "comment",
        cases.measure,
        "Held-out written comments that deny, report or fight an insult, or hurt without a bad word.",
    ),
    Suite(
        "calibration",
        "house",
        "comment",
        calibration.measure,
        "Expected calibration error of every label, after calibration.",
        also=tuple(sorted({name for names in calibration.POOLED.values() for name in names} - {"house"})),
    ),
)
