"""What the screens of a lesson may send."""

from letopis.school.lessons.actions.homework import Tasks
from letopis.school.lessons.actions.topics import Attendance, Topics
from letopis.school.sync.engine import register

register(Topics, Attendance, Tasks)
