"""What the screens of the journal may send of works, marks and absences."""

from letopis.school.marks.actions.absences import Absences
from letopis.school.marks.actions.marks import Marks
from letopis.school.marks.actions.works import Works
from letopis.school.sync.engine import register

register(Marks, Absences, Works)
