"""An example of a cleaner plugin: lines that the page itself labels as advertisements."""

from jingwen import Cleaner, hookimpl


class NoAdverts(Cleaner):
    """Removes lines that begin with the label of an advertisement."""

    name = "no-adverts"
    reasons = {"advert": "a line labelled as an advertisement"}
    label: str = "广告"

    def findings(self, document):
        adverts = [line.index for line in document.lines if line.text.startswith(self.label)]
        return document.line_removals(dict.fromkeys(adverts, "advert"))


@hookimpl
def plugins():
    return [NoAdverts]
