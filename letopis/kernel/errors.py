"""What an action or a query may answer instead of doing its work. Messages are Russian and name the remedy."""


class Refused(Exception):
    """The rules do not allow it: nothing was changed.

    `message` is for the user; `field` names the input, if one is at fault.
    """

    def __init__(self, message: str, *, code: str = "refused", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class NotVisible(Exception):
    """The object does not exist for this actor; pages answer 404 (rule 7 of the design)."""
