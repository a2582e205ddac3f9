"""The closed vocabulary, a sentence grammar over it, and the recogniser's token ids."""

from __future__ import annotations

import random

WORDS = """
I we they it this that he she
led built designed moved wrote fixed tested shipped improved reduced planned launched reviewed managed started
finished learned helped used worked
service system project database pipeline migration payment search mobile app website report dashboard process
problem customers data code feature release tests cost time errors design product meeting team manager engineers
billing new old small large first main slow fast difficult last
the a an our my of for to with in and because so then after before from by on was were had not very also about more
every
two three five ten twenty fifty percent weeks months years people
""".split()
CAPITALISED = [word for word in WORDS if word[0].islower()]  # also at the start of a sentence: "The", "We"

LANGUAGES = ["en", "de", "fr", "es"]
SPECIAL = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]
STAMPS = [f"<|{at * 0.02:.2f}|>" for at in range(1501)]
SPACE = "\u0120"  # how a byte-level tokenizer spells a space
TOKENS = [
    "<|unk|>",
    *(SPACE + word for word in WORDS),
    *(SPACE + word.capitalize() for word in CAPITALISED),
    *(".", SPACE + "-", SPACE + "'", ",", "?"),
    *SPECIAL,
    *STAMPS,
]
ID = {token: at for at, token in enumerate(TOKENS)}
END, START, NO_STAMPS = ID["<|endoftext|>"], ID["<|startoftranscript|>"], ID["<|notimestamps|>"]
FIRST_STAMP = NO_STAMPS + 1
STAMP_STEP = 3
"""Time marks are rounded to this many stamps of 20 ms."""

GRAMMAR = {
    "S": """SUBJ VERB NP|SUBJ VERB NP PPX|SUBJ VERB NP PPX PPX|SUBJ VERB NP CONJ SUBJ VERB NP|TIME SUBJ VERB NP
        |SUBJ VERB and VERB NP|NP was ADJX|it was DET ADJ NOUN|the PLUR were ADJX|SUBJ had NUM PLUR PPX
        |SUBJ REDUCE the NOUN by NUM percent|this was about NUM DUR of NOUN PPX|SUBJ worked with NP PPX
        |SUBJ VERB NP because NP was ADJX|then SUBJ VERB NP PPX|so SUBJ VERB NP|after DET NOUN SUBJ VERB NP
        |before that SUBJ VERB NP PPX|SUBJ also VERB NP|SUBJ learned about NP PPX|SUBJ had more PLUR every ONCE
        |that helped the NOUN and the NOUN|SUBJ VERB it for NUM DUR|NOUN was not ADJX""",
    "SUBJ": "I|I|we|we|they|the team|my manager|our engineers|he|she|our team|the manager",
    "VERB": """led|built|designed|moved|wrote|fixed|tested|shipped|improved|reduced|planned|launched|reviewed
        |managed|started|finished|used""",
    "REDUCE": "reduced|improved",
    "NP": """DET NOUN|DET ADJ NOUN|DET NOUN of DET NOUN|DET NOUN NOUN|the ADJ NOUN of DET NOUN NOUN|NUM PLUR
        |the PLUR|our billing NOUN|the migration of DET NOUN|an old NOUN""",
    "PPX": """for DET NOUN|to DET ADJ NOUN|with DET NOUN|in NUM DUR|from DET NOUN|on DET ADJ NOUN|with NUM people
        |after DET NOUN|before DET ADJ NOUN|by DET NOUN|for NUM PLUR|in DET NOUN""",
    "CONJ": "and|because|so|then|and then",
    "TIME": "after NUM DUR|before DET NOUN|in the first NUM DUR|after that|in NUM DUR",
    "DET": "the|the|a|our|my|this|that",
    "ADJX": "ADJ|very ADJ|not ADJ|also ADJ|more ADJ",
    "ADJ": "new|old|small|large|first|main|slow|fast|difficult|last",
    "NOUN": """service|system|project|database|pipeline|migration|payment|search|mobile|app|website|report
        |dashboard|process|problem|data|code|feature|release|cost|time|design|product|meeting|team|billing""",
    "PLUR": "customers|errors|tests|engineers|people|weeks|months|years",
    "NUM": "two|three|five|ten|twenty|fifty",
    "DUR": "weeks|months|years",
    "ONCE": "time|release|meeting",
}
CHOICES = {name: [choice.split() for choice in rule.split("|")] for name, rule in GRAMMAR.items()}


def plain(word: str) -> str:
    """A word without its punctuation, small unless it is "I"."""
    bare = word.strip(".,?")
    return bare if bare == "I" else bare.lower()


def word_id(word: str, *, begins: bool) -> int:
    return ID[SPACE + (word.capitalize() if begins else word)]


def grammatical(chance: random.Random) -> list[str]:
    """Words of a sentence by the grammar."""
    return _expanded("S", chance)


def jumbled(chance: random.Random) -> list[str]:
    """Any words, so that the recogniser learns to hear rather than to guess."""
    return [chance.choice(WORDS) for _ in range(chance.randint(3, 12))]


def written(words: list[str]) -> str:
    first = words[0] if words[0] == "I" else words[0].capitalize()
    return " ".join([first, *words[1:]]) + "."


def _expanded(symbol: str, chance: random.Random) -> list[str]:
    words = []
    for part in chance.choice(CHOICES[symbol]):
        words += _expanded(part, chance) if part in CHOICES else [part]
    return words
