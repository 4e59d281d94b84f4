"""The form of a room."""

from letopis.school.organisation.intake import RoomDraft
from letopis.web.office.specified import RowForm


class RoomForm(RowForm):
    """Кабинет."""

    rows = (RoomDraft,)
