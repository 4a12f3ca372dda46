"""What a class refuses, in a sentence and with the status of its answer."""

from tornado.web import HTTPError


class NotAllowed(HTTPError):
    """A request that is refused; nothing of it goes into the server's log.

    Parameters
    ----------
    status : int
        Of the HTTP answer, 400 to 429.
    sentence : str
        What whoever sent it reads.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence
