"""lost-words and word-statistics: words that a site dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import ClassVar, Literal, TypedDict

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Learner, Plugin, hookimpl
from jingwen_plugins._table import UNBOUNDED, Table, combined, table
from jingwen_plugins.lost_words.counting import Sites, combined_sites, counted, named
from jingwen_plugins.lost_words.slots import slots
from jingwen_plugins.lost_words.wholes import filling, wholes

_FILLED = "filled"
_COPY = "the word that the same sentence has where it stands whole"


class LostWords(Cleaner):
    """Flags places where a word was dropped.

    Four slots are visible: a conjunction with nothing behind it (`评估和，不断改进`), a word that needs an object
    (`对效果进行，`, `予以。`), a list item or heading that begins with a conjunction (`10. 与感谢：`), and a byline's
    label without a value. Words that end or begin with the character of a conjunction (温和, 参与, 和谐, 及时), quoted
    conjunctions and sums (加权和) are no slots, nor are headings that begin alike (与家长, 与老师).

    A word is written only where the same sentence stands whole in the document; `word-statistics` looks through the
    corpus.

    >>> from jingwen.testing import step
    >>> document, _ = step(LostWords(), "定期对效果进行评估和，不断改进。")
    >>> [(flag.reason, document.text[flag.start : flag.end]) for flag in document.flags]
    [('lost-words/conjunction-gap', '和')]
    """

    name = "lost-words"
    reasons: ClassVar[Mapping[str, str]] = {
        "conjunction-gap": "nothing follows a conjunction",
        "object-gap": "nothing follows a word that cannot stand alone",
        "heading-gap": "nothing precedes the conjunction that an item or heading begins with",
        "empty-label": "a label of a byline without a value",
        _FILLED: _COPY,
    }

    policy: Literal["mark", "fill"] = Setting(
        "mark",
        description="mark: flag a slot; fill: write the word that the same sentence has elsewhere in the document, or "
        "else flag the slot",
    )

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag for every slot, or the edit that fills it."""
        text, found = document.text, list(slots(document.text))
        copies = table(wholes(text), UNBOUNDED)["values"] if found and self.policy == "fill" else {}
        for slot in sorted(found):
            word = filling(copies, text, slot) if copies else None
            if word and slot.place is not None:
                yield Edit(slot.place, slot.place, word, _FILLED)
            else:
                yield Flag(slot.start, slot.end, slot.reason, slot.detail)


class DroppedWords(Cleaner):
    """Names the words that a site drops at the slots of its documents, or fills them.

    Args:
        policy: as the learner's.
        sites: what may be missing, for each site; for people.
        copies: words by the key of their sentence.
    """

    name = "word-statistics"
    reasons: ClassVar[Mapping[str, str]] = {
        "dropped-word": "a slot, and the words that the site drops",
        _FILLED: _COPY,
    }

    policy: Literal["suggest", "fill"]
    sites: dict[str, str]
    copies: dict[str, list[str]]

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag with the words for every slot, or the edit that fills it."""
        words = self.sites.get(document.site or "")
        if not (words or self.copies):
            return
        for slot in sorted(each for each in slots(document.text) if each.place is not None):
            word = filling(self.copies, document.text, slot)
            if word and slot.place is not None and self.policy == "fill":
                yield Edit(slot.place, slot.place, word, _FILLED)
            elif word:
                yield Flag(slot.start, slot.end, "dropped-word", f"{word}: as in a whole copy of the sentence")
            elif words:
                yield Flag(slot.start, slot.end, "dropped-word", words)


class Statistics(TypedDict):
    """What is learned: how often each site has each word, and words that may be missing in copies."""

    sites: Sites
    copies: Table


class WordStatistics(Learner[Statistics]):
    """Names the words that a site drops, and fills slots from whole copies of their sentences.

    A first pass counts the words of the dictionary in each site. A word is the site's to drop if the rest of the
    corpus lets expect it in 30 places or more, and a tenth of them at most have it. Text that is like the site's counts
    most; of words that are common only in other kinds of text, the dictionary must know better. A place is 1000
    characters of a document.

    The likeliest three words stand in a flag at each visible slot, with their expected and seen counts. `fill` writes a
    word only where all whole copies of the same sentence have it. Put this step before `lost-words`.
    """

    name = "word-statistics"
    reasons: ClassVar[Mapping[str, str]] = DroppedWords.reasons

    policy: Literal["suggest", "fill"] = Setting(
        "suggest",
        description="suggest: flag a slot with the words that may be missing; fill: write the word as well, if the "
        "same sentence stands whole elsewhere in the corpus",
    )
    entries: int = Setting(
        1_000_000, ge=1000, description="counts of words that are kept; beyond, only every second site, fourth, …"
    )
    characters: int = Setting(
        3_000_000, ge=1000, description="of whole copies that are kept; beyond, only every second key, fourth, …"
    )

    def observe(self, documents: Iterable[Document]) -> Statistics:
        """Return the counts and the copies of some documents."""
        seen = [(document.site or "", document.text) for document in documents]
        copies = table(chain.from_iterable(wholes(text) for _, text in seen), self.characters)
        return Statistics(sites=counted(seen, self.entries), copies=copies)

    def combine(self, a: Statistics, b: Statistics) -> Statistics:
        """Return the counts and copies of both parts."""
        sites = combined_sites(a["sites"], b["sites"], self.entries)
        return Statistics(sites=sites, copies=combined(a["copies"], b["copies"], self.characters))

    def cleaner(self, summary: Statistics) -> DroppedWords:
        """Return what names the words."""
        return DroppedWords(policy=self.policy, sites=named(summary["sites"]), copies=summary["copies"]["values"])


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner and the learner."""
    return [LostWords, WordStatistics]
