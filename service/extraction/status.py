"""Whether a telling says that something happened, is planned or is denied, or only that it might be."""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from service.codebook.model import Words
from service.domain.reports import Status
from service.extraction.grammar import BE, children, is_verb

# Prepositions and conjunctions after which an event is taken as a fact of its own.
PRESUPPOSING = frozenset(
    {
        "after",
        "following",
        "since",
        "upon",
        "during",
        "with",
        "despite",
        "amid",
        "when",
        "as",
        "once",
        "while",
        "because",
        "where",
    }
)
AWAITING = frozenset({"ahead", "before", "prior", "pending", "until"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
CLAUSAL = frozenset(
    {
        "xcomp",
        "ccomp",
        "pcomp",
        "pobj",
        "prep",
        "dobj",
        "nsubj",
        "nsubjpass",
        "attr",
        "acl",
        "advcl",
        "conj",
        "appos",
        "oprd",
        "compound",
        "poss",
        "npadvmod",
        "dep",
        "acomp",
        "agent",
        "csubj",
    }
)
HIGHEST = 10
# "Nobody, it said, was leaving": this many words may stand between.
NOBODY_REACH = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a telling, null for a mere thought, and the word that decided."""

    status: Status | None
    reason: str


class Mood(StrEnum):
    """What a governing word makes of what stands below it."""

    DENIAL = "denial"
    HYPOTHESIS = "hypothesis"
    PLAN = "plan"


def _ancestors(token: Token) -> list[Token]:
    """The words above, as far as a relative clause, which tells a fact wherever it stands."""
    found: list[Token] = []
    while token.head is not token and len(found) < HIGHEST and token.dep_ != "relcl":
        token = token.head
        found.append(token)
    return found


def _is_conditional(token: Token) -> bool:
    return any(child.dep_ in {"mark", "advmod"} and child.lower_ in CONDITIONS for child in token.children)


def _above(token: Token) -> list[Token]:
    """The words that govern an infinitive or a noun, as far as the next clause."""
    found: list[Token] = []
    while token.dep_ in {"xcomp", "acl", "pobj", "prep", "dobj"} and token.head is not token:
        token = token.head
        found.append(token)
    return found


def _judge_preposition(word: str) -> Verdict | bool | None:
    if word in PRESUPPOSING:
        return True
    if word in AWAITING:
        return Verdict(Status.PLANNED, word)
    return Verdict(None, word) if word == "without" else None


class StatusReader:
    """Judges tellings by the guards of the codebook."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def read(self, token: Token, kind: str) -> Verdict:
        """The status of what the trigger `token` tells of an event of this type."""
        if kind != "attack" and any(word.lower_ in self._words.attempt_governors for word in _above(token)):
            return Verdict(None, "attempted")
        if any(self._is_unsaid(word) for word in token.doc):
            return Verdict(None, "nothing said")
        if any(_is_conditional(word) for word in (token, *_ancestors(token))):
            return Verdict(None, "conditional")
        if (word := self._find_denial(token)) is not None:
            return Verdict(Status.DENIED, word)
        negated = self._is_negated(token)
        current, edges = token, 0
        verdict = self._judge_auxiliaries(token)
        while verdict is None and edges < HIGHEST:
            step = self._step(current)
            if isinstance(step, Verdict):
                verdict = step
            elif step is None:
                break
            else:
                negated = negated or self._is_negated(step)
                verdict = self._judge_auxiliaries(step)
                current, edges = step, edges + 1
        return self._apply_negation(verdict, negated, token)

    def _find_denial(self, token: Token) -> str | None:
        """The word by which somebody says that what stands below it is not so."""
        current = token
        for _ in range(HIGHEST):
            if current.head is current or current.dep_ == "advcl" or current.lower_ in PRESUPPOSING:
                return None
            current = current.head
            if current.lower_ in self._words.strong_denials:
                return current.lower_
            said = children(current, "acomp", "attr", "oprd") if current.lower_ in BE else []
            if found := next((child.lower_ for child in said if child.lower_ in self._words.strong_denials), None):
                return found
        return self._find_verdict_on_sentence(token)

    def _find_verdict_on_sentence(self, token: Token) -> str | None:
        """ "Information that the base was given up is a lie": said of all that stands before it."""
        for word in token.doc[token.i + 1 :]:
            said = word.dep_ in {"attr", "acomp"} and word.head.lower_ in BE
            if word.lower_ in self._words.verdict_nouns or (said and word.lower_ in self._words.strong_denials):
                return word.lower_
        return None

    def _apply_negation(self, verdict: Verdict | None, negated: bool, token: Token) -> Verdict:
        verdict = verdict or Verdict(Status.OCCURRED, "told as a fact")
        if not negated or verdict.status in {None, Status.DENIED}:
            return verdict
        words = {word.lower_ for word in token.doc}
        if "until" in words and verdict.status is Status.OCCURRED:
            return Verdict(Status.OCCURRED, "not until")
        if words & {"yet", "fully", "completely"}:
            return Verdict(None, "not yet")
        return Verdict(Status.DENIED, "negated")

    def _is_unsaid(self, token: Token) -> bool:
        """ "No details were released about the redeployment"."""
        return token.lower_ in self._words.unsaid_nouns and any(child.lower_ == "no" for child in token.children)

    def _is_negated(self, token: Token) -> bool:
        if any(child.dep_ == "neg" or child.lower_ in {"not", "n't", "never"} for child in token.children):
            following = token.doc[token.i - 1 : token.i + 2] if token.i else ()
            return not any(word.lower_ in {"only", "just", "merely"} for word in following)
        if any(child.dep_ == "det" and child.lower_ in {"no", "neither"} for child in token.children):
            return True
        subjects = children(token, "nsubj", "nsubjpass")
        before = {word.lower_ for word in token.doc[max(0, token.i - NOBODY_REACH) : token.i]}
        if before & {"nobody", "none"} or any(subject.lower_ == "nothing" for subject in subjects):
            return True
        return any(child.lower_ in {"no", "neither"} for subject in subjects for child in subject.children)

    def _judge_auxiliaries(self, token: Token) -> Verdict | None:
        auxiliaries = {child.lower_ for child in children(token, "aux", "auxpass")}
        if token.tag_ in {"VBZ", "VBP"} and token.dep_ == "ccomp" and token.head.lower_ in {"says", "say", "said"}:
            # "Paris says the camp goes in June": of what is to come, English speaks in the present.
            return Verdict(Status.PLANNED, "present")
        if token.dep_ == "conj" and is_verb(token) and not children(token, "nsubj", "nsubjpass", "aux", "auxpass"):
            auxiliaries |= {child.lower_ for child in children(token.head, "aux")} - {"to"}
        if auxiliaries & self._words.plan_auxiliaries:
            return Verdict(Status.PLANNED, "will")
        if auxiliaries & {"would", "should"} and self._is_reported(token):
            return Verdict(Status.PLANNED, "would, in reported speech")
        if found := auxiliaries & self._words.hypothesis_auxiliaries:
            return Verdict(None, min(found))
        return None

    def _is_reported(self, token: Token) -> bool:
        """ "said that they would leave": the past of "will"."""
        if any(word.lower_ in CONDITIONS for word in token.doc):
            return False
        above = token
        for _ in range(HIGHEST):
            if above.dep_ in {"ccomp", "conj"}:
                above = above.head
                if above.lower_ in self._words.speech_verbs or above.lower_ in self._words.plan_governors:
                    return True
            else:
                break
        return any(child.lower_ in self._words.speech_verbs for child in token.children)

    def _step(self, current: Token) -> Token | Verdict | None:
        """The next governing word, or a verdict, or null where nothing governs further."""
        head = current.head
        if head is current or current.dep_ not in CLAUSAL:
            return self._judge_root(current)
        own = children(current, "nsubj", "nsubjpass") or (is_verb(current) and current.tag_ != "VB")
        if current.dep_ == "conj" and own:
            return None
        if (stop := self._judge_link(current)) is not None:
            return stop if isinstance(stop, Verdict) else None
        return self._judge_governor(current, head) or head

    def _judge_root(self, current: Token) -> Verdict | None:
        """A headline's bare infinitive is a plan: "US to leave base"."""
        if current.tag_ == "VB" and any(child.lower_ == "to" for child in children(current, "aux")):
            return Verdict(Status.PLANNED, "infinitive")
        return None

    def _judge_link(self, current: Token) -> Verdict | bool | None:
        """Links that end the search: what is told after "after" is a fact."""
        if current.dep_ == "advcl":
            return self._judge_clause(current)
        if current.dep_ == "acl" and current.tag_ in {"VBG", "VBN"} and not self._mood(current.head):
            return True
        return _judge_preposition(current.lower_) if current.dep_ == "prep" else None

    def _judge_clause(self, current: Token) -> bool | None:
        marks = {child.lower_ for child in current.children if child.dep_ in {"mark", "advmod"}}
        infinitive = any(child.lower_ == "to" for child in children(current, "aux"))
        return None if infinitive and not marks & AWAITING and self._mood(current.head) else True

    def _judge_governor(self, current: Token, head: Token) -> Verdict | None:
        word, mood = head.lower_, self._mood(head)
        if word in BE:
            return self._judge_be(current, head)
        if mood is Mood.DENIAL:
            return Verdict(Status.DENIED, word)
        if mood is Mood.HYPOTHESIS:
            return Verdict(Status.DENIED, f"not {word}") if self._is_negated(head) else Verdict(None, word)
        if mood is Mood.PLAN and not self._is_told_fact(current, head):
            return Verdict(Status.DENIED if self._is_negated(head) else Status.PLANNED, word)
        return None

    def _judge_be(self, current: Token, head: Token) -> Verdict | None:
        """ "Is to leave" is a plan; "it is false that they left" a denial."""
        if current.dep_ == "xcomp" and any(child.lower_ == "to" for child in children(current, "aux")):
            return Verdict(Status.PLANNED, "is to")
        said = children(head, "acomp", "attr")
        return Verdict(Status.DENIED, "not so") if any(self._mood(child) is Mood.DENIAL for child in said) else None

    def _mood(self, token: Token) -> Mood | None:
        word = token.lower_
        if token.tag_ == "IN":
            return None
        if word in self._words.denial_governors and (is_verb(token) or token.tag_.startswith("JJ") or word == "denial"):
            return Mood.DENIAL
        if word in self._words.hypothesis_governors:
            return Mood.HYPOTHESIS
        if word in self._words.plan_governors:
            return Mood.PLAN
        return None

    def _is_told_fact(self, current: Token, head: Token) -> bool:
        """ "announced that troops had left" tells a fact, "announced the withdrawal" a plan."""
        finite = current.dep_ in {"ccomp", "conj"} and current.tag_ != "VB"
        past = current.tag_ in {"VBD", "VBN"} or any(
            child.lower_ in {"has", "have", "had", "was", "were"} for child in children(current, "aux", "auxpass")
        )
        subject = current.dep_ in {"nsubj", "nsubjpass"} and head.lower_ in {"going", "about"}
        return (finite and past) or subject
