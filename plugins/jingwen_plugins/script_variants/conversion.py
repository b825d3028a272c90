"""Conversion between the scripts with the dictionaries of OpenCC: exactly as OpenCC does it, and fast."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

import numpy as np

from jingwen import Edit
from jingwen.ledger import applied
from jingwen_plugins.script_variants.alignment import ALIKE, Alignment
from jingwen_plugins.script_variants.choice import Choice, Leftmost, LongestAnywhere, WordBoundaries
from jingwen_plugins.script_variants.classes import COMPATIBILITY, MASK, MASKED, OPERATOR, Codes, Scanned, codes
from jingwen_plugins.script_variants.descriptions import descriptions
from jingwen_plugins.script_variants.dictionaries import Configuration, Data, configuration
from jingwen_plugins.script_variants.particles import with_particles
from jingwen_plugins.script_variants.step import Step
from jingwen_plugins.script_variants.words import Segments, Words

_BRIDGED = 32  # characters that stay between two changed ones; to record them costs little more than another edit
_DENSE = 8  # one in so many changes: then the text from the first to the last is one edit
_CHOICES: dict[Data, type[Choice]] = {"official": Leftmost, "best": WordBoundaries, "compat": LongestAnywhere}


class Converter:
    """A configuration, ready to convert.

    >>> converter("s2t").edits(Scanned.of("皇后的头发"), "converted")
    [Edit(start=3, end=5, new='頭髮', reason='converted')]
    """

    def __init__(self, config: Configuration, data: Data) -> None:
        choice: Choice = _CHOICES[data]()
        self._steps = [Step(dictionaries, choice) for dictionaries in config.steps]
        # the steps that may not match across segments; where the first one has the very words that cut, it never does
        words = self._steps[0].words
        self._cut_from = len(self._steps)
        if config.segmentation and len(self._steps) > 1:
            self._cut_from = int(config.segmentation.keys() == words.ranked.keys())
        self._segments = Segments(words if self._cut_from else Words(dict.fromkeys(config.segmentation, (0, ""))))
        self._normalization = str.maketrans(dict(config.normalization))
        self._particles = config.decides_particles
        self._describes = data != "compat"  # opencc-python-reimplemented does not know description sequences

    def convert(self, text: str) -> str:
        """Return the converted text."""
        if text.isascii():
            return text
        scanned = Scanned.of(text)
        if MASKED in scanned.kinds or (self._describes and OPERATOR in scanned.kinds):
            return applied(text, self.edits(scanned, ""))
        return self._converted(scanned)[0]

    def edits(self, scanned: Scanned, reason: str) -> list[Edit]:
        """Return what the conversion of a text changes, as few edits as can be read.

        Changed characters become one edit where few lie between them that stay. A word whose length changes is an edit
        of its own. Complete ideographic description sequences, which spell a character by its parts, stay.

        Args:
            scanned: the text; what no conversion may touch is masked.
            reason: of the edits.
        """
        if self._describes and OPERATOR in scanned.kinds and (kept := list(descriptions(scanned.text))):
            return self.edits(Scanned.of(masked(scanned.text, kept)), reason)
        converted, alignment = self._converted(scanned)
        new_codes, has_masks = codes(converted), MASKED in scanned.kinds
        if not alignment:
            runs = _runs(scanned.codes, new_codes, has_masks=has_masks)
            return [Edit(start, end, converted[start:end], reason) for start, end in runs]
        edits, start, new_start = list[Edit](), 0, 0
        end_of_text = len(scanned.text), len(scanned.text), len(converted), len(converted)
        for at, end, new_at, new_end in (*alignment.stretches, end_of_text):
            for first, last in _runs(scanned.codes[start:at], new_codes[new_start:new_at], has_masks=has_masks):
                new = converted[new_start + first : new_start + last]
                edits.append(Edit(start + first, start + last, new, reason))
            if at < end:
                edits.append(Edit(at, end, converted[new_at:new_end], reason))
            start, new_start = end, new_end
        return edits

    def _converted(self, scanned: Scanned) -> tuple[str, Alignment]:
        text, text_codes = scanned.text, scanned.codes
        if self._normalization and COMPATIBILITY in scanned.kinds:
            text = text.translate(self._normalization)
            text_codes = codes(text)
        if self._particles and "著" in text:
            text = with_particles(text)
            text_codes = codes(text)
        source, alignment = text, ALIKE
        for number, step in enumerate(self._steps):
            if number:
                text_codes = codes(text)
            cuts = partial(self._cuts, source, alignment) if self._cut_from <= number else None
            text, following = step.converted(text, text_codes, cuts)
            if following is not ALIKE:
                alignment = alignment.then(following)
        return text, alignment

    def _cuts(self, source: str, alignment: Alignment, start: int, end: int) -> tuple[int, ...]:
        """Return the ends of segments inside a span of a text that steps have made of its source.

        They never lie inside what an earlier step converted, because that does not reach across them either.
        """
        places = self._segments.cuts(source, alignment.backward(start), alignment.backward(end))
        return tuple(alignment.forward(place) - start for place in places)


def _runs(old: Codes, new: Codes, *, has_masks: bool) -> list[tuple[int, int]]:
    """Return the places where two texts of one length differ, those near each other as one."""
    differs = old != new
    count = int(np.count_nonzero(differs))
    if not count:
        return []
    if not has_masks and count * _DENSE > len(old):  # the bridges would join nearly all of it
        flags = differs.tobytes()
        return [(flags.find(1), flags.rfind(1) + 1)]
    changed = differs.nonzero()[0]
    apart = changed[1:] - changed[:-1] > _BRIDGED + 1
    if has_masks:  # what is masked must not get into an edit
        hidden = old == ord(MASK)
        # of each stretch its start will do; one at the start of the text lies between no changes
        behind = changed.searchsorted((hidden[1:] > hidden[:-1]).nonzero()[0] + 1)
        apart[behind[(behind > 0) & (behind < len(changed))] - 1] = True
    cuts = apart.nonzero()[0]
    ends = [*(changed[cuts] + 1).tolist(), int(changed[-1]) + 1]
    return list(zip([int(changed[0]), *changed[cuts + 1].tolist()], ends, strict=True))


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length with spans that no conversion may touch.

    Args:
        text: any text.
        spans: in order, apart.

    >>> masked("网址与网络", [(0, 2)]) == 2 * MASK + "与网络"
    True
    """
    parts, behind = list[str](), 0
    for start, end in spans:
        parts += (text[behind:start], MASK * (end - start))
        behind = end
    return "".join([*parts, text[behind:]])


@cache
def converter(config: str, data: Data = "official") -> Converter:
    """Return the converter of a configuration; it never changes, so a process makes it once.

    Args:
        config: the name of an OpenCC configuration.
        data: see `convert`.

    Raises:
        ValueError: there is no such configuration.
    """
    return Converter(configuration(config, data), data)
