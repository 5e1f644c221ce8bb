"""Questions to a dependency parse: subject, object, prepositions, what governs what."""

from collections.abc import Iterator

from spacy.tokens import Token

VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "DT", "JJ", "WP", "WDT", "POS", "PRP$", "VBG"})
BE = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "'s", "'re", "am", "get", "got", "gets", "getting", "gotten"}
)
RELATIVES = frozenset({"which", "that", "who", "whom", "whose"})
# Adverbs that lead on to a preposition of the verb's: "pulled out of", "handed back to".
DIRECTIONS = frozenset({"out", "away", "back", "over", "off", "up", "down", "in", "on"})
# How far up a chain of governing words a question is asked.
HIGHEST = 12


def is_verb(token: Token) -> bool:
    """Whether the tagger sees a verb, or a participle that it took for an adjective."""
    if token.tag_ in VERB_TAGS or (token.tag_ == "JJ" and token.lower_.endswith("ed")):
        return True
    return token.dep_ == "xcomp" and any(child.lower_ == "to" for child in token.children)


def is_noun(token: Token) -> bool:
    """Whether a token can head a noun phrase."""
    return token.tag_ in NOUN_TAGS


def children(token: Token, *labels: str) -> list[Token]:
    """Direct dependants with one of these labels."""
    return [child for child in token.children if child.dep_ in labels]


def expand_conjuncts(token: Token) -> Iterator[Token]:
    """A noun and those coordinated with it or set beside it: "A, B and C"."""
    yield token
    for child in token.children:
        if (child.dep_ == "conj" and not is_verb(child)) or child.dep_ == "appos":
            yield from expand_conjuncts(child)


def is_passive(token: Token) -> bool:
    """Whether a verb is a passive, by its auxiliary or as a participle after a noun: "the base vacated in May"."""
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in token.children):
        return True
    if token.tag_ not in {"VBN", "JJ", "VBD"}:
        return False
    if token.dep_ == "conj" and token.tag_ == "VBN" and not children(token, "aux", "nsubj", "dobj"):
        return is_verb(token.head) and is_passive(token.head)
    if token.dep_ in {"acl", "amod"} or (token.dep_ in {"ccomp", "advcl"} and not children(token, "aux", "nsubj")):
        return token.tag_ in {"VBN", "JJ"}
    return any(child.lower_ in BE for child in token.children if child.dep_ == "aux")


def find_subject(token: Token) -> Token | None:
    """The subject of a verb, its own or that of the verb it is joined to."""
    current = token
    for _ in range(HIGHEST):
        own = children(current, "nsubj", "nsubjpass", "csubj", "expl")
        if own:
            return _antecedent(own[0], current)
        if current.dep_ in {"acl", "relcl"}:
            return current.head
        if current.dep_ in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "aux"}:
            current = _controller(current)
        elif current.dep_ == "prep" or (current.dep_ == "pobj" and current.head.dep_ == "prep"):
            current = current.head
        else:
            return None
    return None


def _controller(token: Token) -> Token:
    """The word whose subject an unsubjected verb shares. An object controls what it is told to do."""
    return token.head


def _antecedent(subject: Token, verb: Token) -> Token:
    """What a relative pronoun stands for."""
    if subject.lower_ in RELATIVES and verb.dep_ == "relcl":
        return verb.head
    return subject


def find_object(token: Token) -> Token | None:
    """The direct object of a verb, or the one that it shares with a coordinated verb before or after it."""
    own = [child for child in children(token, "dobj", "oprd", "attr") if is_noun(child)]
    if own:
        relative = own[0].lower_ in RELATIVES and token.dep_ == "relcl"
        return token.head if relative else own[0]
    if is_passive(token):
        return None
    for child in children(token, "conj"):
        shared = children(child, "dobj")
        if shared and is_verb(child) and child.i - token.i <= 3:
            return shared[0]
    return _relative_object(token)


def _relative_object(token: Token) -> Token | None:
    """ "the base they left": the noun that a relative clause without an object of its own is about."""
    if token.dep_ == "relcl" and children(token, "nsubj"):
        subject = children(token, "nsubj")[0]
        if subject.lower_ not in RELATIVES:
            return token.head
    return None


def find_prepositions(token: Token) -> Iterator[tuple[str, list[Token]]]:
    """Prepositions of a verb or noun with the heads that they govern. "out of" is one preposition."""
    for child in token.children:
        directed = child.dep_ in {"prt", "advmod"} and child.lower_ in DIRECTIONS
        if child.dep_ in {"prep", "agent", "dative", "pcomp"} or directed:
            yield from _read_preposition(child)
        elif child.dep_ in {"dobj", "attr", "nsubjpass"} and is_noun(child) and child.dep_ == "dobj":
            yield from _object_prepositions(child)


def _read_preposition(preposition: Token) -> Iterator[tuple[str, list[Token]]]:
    word = preposition.lower_
    for child in preposition.children:
        if child.dep_ in {"pobj", "pcomp"} and is_noun(child):
            yield word, list(expand_conjuncts(child))
        elif child.dep_ in {"prep", "pcomp"}:
            for inner, heads in _read_preposition(child):
                yield _join(word, inner), heads
        elif child.dep_ == "conj" and child.tag_ == "IN":
            yield from _read_preposition(child)


def _join(outer: str, inner: str) -> str:
    """ "over to" reads as "to", "back from" as "from"; "out of" stays as it is."""
    return "out of" if (outer, inner) == ("out", "of") else inner


def _object_prepositions(noun: Token) -> Iterator[tuple[str, list[Token]]]:
    """A prepositional phrase after an object is often the verb's: "handed the base over to Iraq"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"to", "from", "by", "out", "at", "into"}:
            yield from _read_preposition(child)


def governors(token: Token) -> Iterator[Token]:
    """The words above a token, nearest first."""
    current = token
    for _ in range(HIGHEST):
        if current.head is current:
            return
        current = current.head
        yield current
