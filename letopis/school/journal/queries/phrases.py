"""What the comment box of a page offers: the reader's own phrases, and the names and sexes that are filled in."""

from letopis.kernel.actor import Actor
from letopis.school.classes.models import Membership
from letopis.school.journal.queries.pages import page_of
from letopis.school.journal.wire import PhrasesDocument, PupilRow
from letopis.school.marks.queries.phrases import phrases


def phrases_of_page(actor: Actor, course_id: int) -> PhrasesDocument:
    """Return the phrases for a page and everybody who was ever in its class. Raises NotVisible. Three queries."""
    texts = [one.text for one in phrases(actor)]
    course = page_of(actor, course_id).course
    of_class = Membership.objects.filter(school_id=course.school_id, class_group_id=course.class_group_id)
    people = of_class.order_by("student_id").values_list("student_id", "student__person__name", "student__person__sex")
    return PhrasesDocument(phrases=texts, pupils=[PupilRow(*row) for row in people.distinct()])
