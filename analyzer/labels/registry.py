"""Every label there is, with its meaning.

Toxicity follows the Jigsaw and Perspective definitions, stance to the parent RumourEval's SDQC (Gorrell et al. 2019),
stance to the target SemEval-2016 task 6 (Mohammad et al. 2016).
"""

from __future__ import annotations

from analyzer.labels.label import Label

_NOT_TOXIC = "Disagreement, sarcasm without contempt and harsh criticism of a policy do not count."
_NOT_QUOTED = "Quoted words are the quoted writer's: only the comment's own words count."
_AT_TOP = "A comment with no parent is read against the article or post it stands under."
_TARGET = "The target is the thread's claim: its title, unless the user names another."

_TOXICITY = (
    Label(
        "toxicity",
        "toxicity",
        "binary",
        "TOXICITY",
        "rude, disrespectful or unreasonable, so that someone may well leave the discussion",
        "Nobody asked you, go back under your rock.",
        "This is the worst budget in years and the minister should resign.",
        (_NOT_TOXIC, _NOT_QUOTED),
    ),
    Label(
        "severe_toxicity",
        "toxicity",
        "binary",
        "SEVERE_TOXICITY",
        "very hateful, aggressive or dehumanising",
        "They are vermin and should be treated like vermin.",
        "What a stupid thing to say.",
        ("Mild rudeness and friendly swearing stay below it.",),
    ),
    Label(
        "obscene",
        "toxicity",
        "binary",
        "PROFANITY",
        "swear words, vulgar or sexual language, masked spellings included",
        "What a load of b*llsh1t.",
        "What a load of rubbish.",
        ("The words count whether or not they are aimed at anyone.",),
    ),
    Label(
        "threat",
        "toxicity",
        "binary",
        "THREAT",
        "an intention, a wish or a call to inflict pain, injury or violence on a person or group",
        "Say that to my face and you will lose some teeth.",
        "Police say the man threatened to shoot his neighbour.",
        ("Reporting or foretelling violence is not a threat.",),
    ),
    Label(
        "insult",
        "toxicity",
        "binary",
        "INSULT",
        "demeaning words at a person or a group of people",
        "You are too dim to read your own link.",
        "That argument falls apart at the first question.",
        ("An attack on an argument, or on what an institution does, is not an insult.",),
    ),
    Label(
        "identity_attack",
        "toxicity",
        "binary",
        "IDENTITY_ATTACK",
        "negative or hateful about people for who they are: their origin, religion, sex, orientation, disability",
        "People from over there are born thieves.",
        "Their government has broken every treaty it signed.",
        ("Criticism of a government or an ideology is not an identity attack.",),
    ),
)

_STANCE_PARENT = (
    Label(
        "support",
        "stance_parent",
        "choice",
        None,
        "agrees with the parent comment or backs it up",
        "Exactly, and the figures bear you out.",
        "Good to know.",
        (_AT_TOP,),
    ),
    Label(
        "deny",
        "stance_parent",
        "choice",
        None,
        "disputes the parent comment or its author's view",
        "No, the bridge was closed a week before that.",
        "Which bridge was it?",
        (_AT_TOP,),
    ),
    Label(
        "query",
        "stance_parent",
        "choice",
        None,
        "asks the parent for evidence or clarification, as a real question",
        "Do you have a source for the second number?",
        "Do you even listen to yourself?",
        (_AT_TOP, "A rhetorical question takes the stance it implies."),
    ),
    Label(
        "comment",
        "stance_parent",
        "choice",
        None,
        "neither supports, denies nor asks",
        "I was there last summer, lovely town.",
        "I was there and you are right.",
        (_AT_TOP,),
    ),
)

_STANCE_TARGET = (
    Label(
        "favor",
        "stance_target",
        "choice",
        None,
        "speaks for the target",
        "High time they banned cars from the centre. (target: a car-free centre)",
        "The centre has a new fountain. (target: a car-free centre)",
        (_TARGET,),
    ),
    Label(
        "against",
        "stance_target",
        "choice",
        None,
        "speaks against the target",
        "And how do my parents get to the doctor? (target: a car-free centre)",
        "When does the vote take place? (target: a car-free centre)",
        (_TARGET,),
    ),
    Label(
        "none",
        "stance_target",
        "choice",
        None,
        "takes no side on the target, or none that can be told",
        "When does the vote take place? (target: a car-free centre)",
        "Vote yes! (target: a car-free centre)",
        (_TARGET,),
    ),
)

_CONSPIRACY = (
    Label(
        "conspiracy",
        "conspiracy",
        "binary",
        None,
        "asserts, implies or insinuates, as the writer's own view, a plot: someone acts on purpose, in secret or by "
        "deceit, to harm others or for illegitimate gain",
        "Funny how every camera failed that night. They needed it to happen.",
        "They armed the militia openly and never asked where the weapons went; reckless.",
        (
            "Needed: an agent, an intentional hidden action, secrecy or deception, and malevolence. The agent may be "
            "implied where the parent comment supplies it.",
            "Truth and plausibility do not matter: the framing counts.",
            "Insinuation and sarcasm that assert the plot count.",
            "Not counted: criticism of incompetence, greed, hypocrisy, bias or bad policy; acts openly acknowledged.",
            "Not counted: reporting a claim, asking in good faith, debunking or mocking believers.",
            "Hate without an agent who directs things is toxicity, not conspiracy.",
        ),
    ),
)

#: Every label by name, families together.
LABELS: dict[str, Label] = {label.name: label for label in (*_TOXICITY, *_STANCE_PARENT, *_STANCE_TARGET, *_CONSPIRACY)}

#: The labels that flag a comment, in the order tables show them.
FLAG_LABELS: tuple[str, ...] = tuple(name for name, label in LABELS.items() if label.flags)


def meaning_of(name: str) -> str:
    """Return the meaning of the label `name`, one sentence without a full stop.

    Raises:
        KeyError: There is no such label.
    """
    return LABELS[name].meaning
