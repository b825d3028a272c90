"""boilerplate: lines that a trained model takes for chrome, by their words, their place and their neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field as Setting
from pydantic import ValidationInfo, field_validator

from jingwen import Cleaner, Document, Finding, PathSetting, Plugin, hookimpl


class Boilerplate(Cleaner):
    r"""Removes the lines of a page that do not belong to its body: menus, lists of headlines, teasers, comments.

    A small model that ships with the cleaner reads the text alone. It looks at all lines of a page: what words of
    menus and footers they hold, how they are written, where they stand, what stands beside them and where earlier
    steps removed lines. `point: safe` removes a line only where both halves of the model are sure; `point: full`
    looks for the body instead, one or a few runs of lines, and removes all the rest. On pages of a forum or of
    questions and answers the replies are body. A document that is no page loses only labelled lines at its ends.
    Tables, quotations, code and lists of the body stay. Where no field has the title, the line above the body that
    reads as one stays as well. Of a page read from HTML, `full` also removes elements beside the article that are
    named for comments, recommendations, log-ins or copyright.

    It belongs behind `site-chrome` and `related-links`: they read fields and links from the lines that they remove.

    >>> from jingwen.testing import step
    >>> text = "易碎的东西要单独包好，箱子外面贴上标签，写清楚哪一面朝上。"
    >>> after, _ = step(Boilerplate(), text + "\n上一篇：怎样挑选纸箱\n下一篇：胶带的几种用法")
    >>> after.text == text
    True
    """

    name = "boilerplate"
    reasons: ClassVar[Mapping[str, str]] = {
        "before-body": "a line above the body that is no part of it",
        "inside-body": "a line between two lines of the body that is no part of it",
        "behind-body": "a line below the body that is no part of it",
    }

    point: Literal["safe", "full"] = Setting(
        "safe", description="`safe` loses next to no body; `full` removes more, and errs as seldom as it can either way"
    )
    keep: tuple[str, ...] = Setting((), description="a line that holds one of these strings is never removed")
    weights: PathSetting | None = Setting(
        None, description="a file from `tools/boilerplate/train.py`, instead of the weights that come along"
    )
    markup_weights: PathSetting | None = Setting(
        None, description="a file from `tools/boilerplate/train_markup.py`, for pages read from HTML"
    )

    @field_validator("weights", "markup_weights")
    @classmethod
    def _usable(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if file:
            from jingwen_plugins.boilerplate import removal

            (removal.text_model if info.field_name == "weights" else removal.markup_model)(file)
        return file

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits that remove the lines."""
        # numpy is imported with the first document, not with the plugin
        from jingwen_plugins.boilerplate.removal import removed_lines

        gone = removed_lines(document, self.point, self.weights, self.markup_weights)
        lines = document.lines
        if self.keep:
            gone = {index for index in gone if not any(kept in lines[index].text for kept in self.keep)}
        if not gone:
            return
        first = next((line.index for line in lines if line.index not in gone and not line.blank), len(lines))
        last = next((line.index for line in reversed(lines) if line.index not in gone and not line.blank), -1)
        yield from document.line_removals(
            {
                index: "before-body" if index < first else "behind-body" if index > last else "inside-body"
                for index in gone
            }
        )


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Boilerplate]
