"""What the screens of a lesson may send, and how it is put."""

from letopis.school.lessons.actions.homework import put_homework
from letopis.school.lessons.actions.topics import put_topic, take_attendance
from letopis.school.lessons.wire import AttendanceOperation, HomeworkOperation, TopicOperation
from letopis.school.sync.engine import one_by_one, register

register(TopicOperation, one_by_one(put_topic))
register(AttendanceOperation, one_by_one(take_attendance))
register(HomeworkOperation, one_by_one(put_homework))
