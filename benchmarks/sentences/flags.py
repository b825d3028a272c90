"""What is mostly flagged: cut tails, lost words, numbering, repeats, residue of chat bots."""

from __future__ import annotations

import random
import re
from collections import Counter

from corpus import SOURCES, Corpus, megabytes
from engines import cleaned, cleaner, flagged, registry

from jingwen import Pipeline
from jingwen.chain import Chain, Step
from jingwen.profile import learned

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’』」）】)]*")
_ITEM = re.compile(r"([ \t\u3000]*)(\d{1,2})([.、])(?!\d)")


def tails(corpus: Corpus) -> None:
    """Print which cut tails are found, which whole texts are taken for cut, and what trimming loses."""
    rows = corpus.rows("trunc")
    if mark := cleaner("truncated-tails", policy="mark"):
        seen, every, bare = Counter[str](), Counter[str](), Counter[tuple[str, bool]]()
        for row in rows:
            kind = "whole" if row["gold"] == "whole" else f"cut, {row['mark']}" if row["mark"] else "cut, no mark"
            hit = bool(flagged(mark, "\n".join(row["lines"])))
            every[kind] += 1
            seen[kind] += hit
            bare[row["src"], hit] += kind == "cut, no mark"
        print("\nCut tails: found", ", ".join(f"{kind}: {seen[kind]} of {every[kind]}" for kind in sorted(every)))
        cells = (f"{source} {bare[source, True]} of {bare[source, True] + bare[source, False]}" for source in SOURCES)
        print("without a mark:", ", ".join(cells))
        alarms = sum(bool(flagged(mark, text)) for text in corpus.plain_texts + corpus.pages)
        print(f"false alarms: {alarms} of {len(corpus.plain_texts) + len(corpus.pages)} clean texts and pages")
    if trim := cleaner("truncated-tails", policy="trim"):
        lost = sentences = 0
        for row in rows:
            text = "\n".join(row["lines"])
            whole = "\n".join([*row["lines"][:-1], row["full"][: row["cut"]]]) if row["gold"] == "cut" else text
            kept, there = Counter(_SENTENCE.findall(cleaned(trim, text))), Counter(_SENTENCE.findall(whole))
            lost, sentences = lost + (there - kept).total(), sentences + there.total()
        print(f"trimming loses {lost} of {sentences} whole sentences")


def completion(corpus: Corpus) -> None:
    """Print how many tails are completed rightly where a whole copy is in the corpus, and where there is none."""
    if "tail-completion" not in registry().names():
        print("without tail-completion: it is not installed")
        return
    rows = [row for row in corpus.rows("trunc") if row["gold"] == "cut"]
    raw = Chain((Step("tail-completion", registry().load("tail-completion")()),))
    for title, same in (("a copy in the corpus", True), ("no copy", False)):
        right = wrong = 0
        for half in (0, 1):
            known = ["\n".join(row["lines"]) for row in corpus.plain if same or row["doc"] % 2 == half]
            pipeline = Pipeline(learned(raw, lambda known=known: known))  # type: ignore[misc]
            for row in rows:
                if row["doc"] % 2 != half:
                    last = pipeline.clean("\n".join(row["lines"])).document.text.rpartition("\n")[2]
                    completed = last != row["lines"][-1] and last
                    right += bool(completed) and row["full"].startswith(str(completed))
                    wrong += bool(completed) and not row["full"].startswith(str(completed))
        print(f"completed, {title}: {right} right, {wrong} wrong of {len(rows)} cut texts")


def alarms(corpus: Corpus) -> None:
    """Print what cleaners find in clean text and in the seeds."""
    print("\nFindings in clean text, a MB, in pages' main texts, a MB, and in each seed")
    names = ("lost-words", "list-numbering", "repeats", "assistant-residue")
    for plugin in filter(None, map(cleaner, names)):
        groups = (corpus.plain_texts, corpus.pages)
        cells = [sum(flagged(plugin, text) for text in texts) / megabytes(texts) for texts in groups]
        seeds = " ".join(str(flagged(plugin, text)) for text in corpus.seeds)
        print(f"{plugin.name:34}" + "".join(f"{cell:9.2f}" for cell in cells), f"  seeds: {seeds}")


def numbering(corpus: Corpus) -> None:
    """Print how many lists with a number changed are flagged."""
    if not (plugin := cleaner("list-numbering")):
        return
    chance, hits = random.Random(7), Counter[tuple[str, bool]]()  # noqa: S311 (no secret)
    for text in corpus.plain_texts + corpus.pages + corpus.seeds:
        lines, before = text.split("\n"), flagged(plugin, text)
        items = [(place, int(match[2]), match) for place, line in enumerate(lines) if (match := _ITEM.match(line))]
        triples = zip(items, items[1:], items[2:], strict=False)
        inner = [b for a, b, c in triples if b[1] == a[1] + 1 == c[1] - 1]
        for place, number, match in chance.sample(inner, min(5, len(inner))):
            head, rest = match[1], lines[place][match.end(2) :]
            for damage, changed in (("repeated", [f"{head}{number - 1}{rest}"]), ("left out", [])):
                damaged = "\n".join([*lines[:place], *changed, *lines[place + 1 :]])
                hits[damage, flagged(plugin, damaged) > before] += 1
    for damage in ("repeated", "left out"):
        print(f"numbers {damage}: {hits[damage, True]} of {hits[damage, True] + hits[damage, False]} flagged")


def repeats(corpus: Corpus) -> None:
    """Print how many paragraphs that stand again at the end of a text, changed a little, are flagged."""
    if not (plugin := cleaner("repeats")):
        return
    chance, hits = random.Random(7), Counter[tuple[str, bool]]()  # noqa: S311 (no secret)
    for text in corpus.plain_texts:
        long = [line for line in text.split("\n") if len(line) > 40 and "|" not in line and not line.startswith(" ")]
        if not long:
            continue
        line, before = chance.choice(long), flagged(plugin, text)
        place = chance.randrange(len(line) - 1)
        copies = {
            "as they are": line,
            "other marks": line.replace("，", "、").replace("。", "！"),
            "other digits": re.sub(r"\d", "7", line),
            "a character lost": line[:place] + line[place + 1 :],
            "a character more": line[:place] + "的" + line[place:],
        }
        for damage, copy in copies.items():
            hits[damage, flagged(plugin, f"{text}\n另一段。\n{copy}") > before] += 1
    damages = dict.fromkeys(damage for damage, _ in hits)
    print("repeats flagged:", ", ".join(f"{each} {hits[each, True]} of {_every(hits, each)}" for each in damages))


def _every(hits: Counter[tuple[str, bool]], damage: str) -> int:
    return hits[damage, True] + hits[damage, False]
