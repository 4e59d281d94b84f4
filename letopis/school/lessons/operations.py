"""What the screens of a lesson may send, and how it is put."""

from letopis.school.lessons.actions.homework import put_homework
from letopis.school.lessons.actions.topics import put_topic, take_attendance
from letopis.school.sync.engine import one_by_one, register
from letopis.school.sync.enums import OperationKind

register(OperationKind.TOPIC, one_by_one(put_topic))
register(OperationKind.ATTENDANCE, one_by_one(take_attendance))
register(OperationKind.HOMEWORK, one_by_one(put_homework))
