"""What a class refuses, in a sentence and with the status of its answer."""

from collections.abc import Callable

from tornado.web import HTTPError


class NotAllowed(HTTPError):
    """A request that is refused; nothing of it goes into the server's log.

    Parameters
    ----------
    status : int
        Of the HTTP answer, 400 to 429.
    sentence : str
        What whoever sent it reads, marked with `basislib.language.N_`, with a placeholder for each fact.
    **facts
        What fills it; ``what`` is words too.
    """

    def __init__(self, status: int, sentence: str, **facts: object) -> None:
        super().__init__(status)
        self.text, self.facts = sentence, facts

    def told(self, say: Callable[[str], str]) -> str:
        """Return the sentence in a language, given what looks up words in it."""
        facts = self.facts | ({"what": say(str(self.facts["what"]))} if "what" in self.facts else {})
        return say(self.text).format(**facts) if facts else say(self.text)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.told(str)

    def __str__(self) -> str:
        return self.sentence
