"""Names of the rights of ACC-02: one for each verb of each part of the system.

Only names stand here, so that every context may ask for a right. Which role has which right, and why, is said in one
place: letopis.school.access.rights.
"""

from enum import StrEnum


class Right(StrEnum):
    """What a role may do. The value, «part.verb», is what the database keeps: renaming one loses schools' own choices.

    A right on what is one's own (own class, own courses, own record) says that the role has it at all; which class,
    course or record is one's own is a matter of the contexts' policies.
    """

    # The school, its year and its base.
    READ_CALENDAR = "school.calendar"
    READ_SCHOOL = "school.read"
    KEEP_SCHOOL = "school.keep"
    SET_SCHOOL = "school.set"
    READ_OVERVIEW = "school.overview"
    LOAD_BASE = "school.load"
    SIGN_YEAR = "school.sign_year"
    CLOSE_YEAR = "school.close_year"
    # Logins, appointments, this register.
    READ_ACCOUNTS = "accounts.read"
    ISSUE_SLIPS = "accounts.slips"
    RESET_FACTORS = "accounts.reset"
    APPOINT = "accounts.appoint"
    SET_RIGHTS = "accounts.rights"
    # Students and guardians.
    READ_STUDENTS = "students.read"
    READ_PRIVATE = "students.private"
    READ_HEALTH = "students.health"
    KEEP_STUDENTS = "students.keep"
    # Classes.
    KEEP_CLASSES = "classes.keep"
    SIGN_ORDERS = "classes.sign"
    DIVIDE_CLASSES = "classes.divide"
    # The own class of a class teacher.
    READ_OWN_CLASS = "own_class.read"
    READ_OWN_PRIVATE = "own_class.private"
    READ_OWN_HEALTH = "own_class.health"
    CORRECT_OWN_CONTACTS = "own_class.contacts"
    REPORT_OWN_CLASS = "own_class.report"
    DIVIDE_OWN_CLASS = "own_class.divide"
    ISSUE_OWN_SLIPS = "own_class.slips"
    CONSENT_OWN_CLASS = "own_class.consents"
    # Staff.
    READ_STAFF = "staff.read"
    READ_STAFF_PRIVATE = "staff.private"
    KEEP_STAFF = "staff.keep"
    # The curriculum, the load, lesson plans.
    READ_CURRICULUM = "curriculum.read"
    KEEP_CURRICULUM = "curriculum.keep"
    READ_PLANS = "plans.read"
    KEEP_PLANS = "plans.keep"
    KEEP_OWN_PLANS = "plans.own"
    # The timetable.
    READ_TIMETABLE = "timetable.read"
    MAKE_TIMETABLE = "timetable.make"
    # The journal.
    READ_PAGES = "journal.read"
    WRITE_PAGES = "journal.write"
    READ_OWN_PAGES = "journal.read_own"
    WRITE_OWN_PAGES = "journal.write_own"
    READ_CLASS_PAGES = "journal.read_class"
    WRITE_CLASS_PAGES = "journal.write_class"
    CORRECT_LATE = "journal.correct_late"
    READ_PERIODS = "journal.read_periods"
    CLOSE_PERIODS = "journal.close_periods"
    PRINT_JOURNALS = "journal.print"
    PRINT_CLASS = "journal.print_class"
    READ_WORK_KINDS = "journal.read_kinds"
    KEEP_WORK_KINDS = "journal.keep_kinds"
    # Attendance.
    READ_ATTENDANCE = "attendance.read"
    READ_CLASS_ATTENDANCE = "attendance.read_class"
    SETTLE_CLASS_ATTENDANCE = "attendance.settle_class"
    RECORD_LEAVES = "attendance.leaves"
    READ_BUILDING = "attendance.building"
    EXPLAIN_ABSENCES = "attendance.explain"
    # Councils, academic debts.
    READ_COUNCILS = "councils.read"
    KEEP_COUNCILS = "councils.keep"
    KEEP_DEBTS = "councils.debts"
    DISCUSS_CLASS = "councils.class"
    DISCUSS_COURSES = "councils.courses"
    # The load of work: the schedule of assessment works, norms.
    READ_WORKLOAD = "workload.read"
    KEEP_WORKLOAD = "workload.keep"
    PLAN_OWN_WORKS = "workload.own"
    SET_NORMS = "workload.norms"
    # The diary.
    READ_DIARIES = "diary.read"
    READ_CLASS_DIARIES = "diary.read_class"
    READ_OWN_DIARY = "diary.read_own"
    # The archive: a year's journals handed over step by step.
    READ_ARCHIVE = "archive.read"
    CHECK_PROGRAMMES = "archive.programmes"
    CHECK_JOURNALS = "archive.check"
    ACCEPT_JOURNALS = "archive.accept"
    RECORD_PRINTS = "archive.print"
    CERTIFY_JOURNALS = "archive.certify"
    HAND_OVER_JOURNALS = "archive.hand_over"
    KEEP_ARCHIVE = "archive.keep"
    CONFIRM_DESTRUCTION = "archive.confirm"
    # Copies of the base, verification of the ledger.
    READ_UPKEEP = "upkeep.read"
    KEEP_UPKEEP = "upkeep.keep"
    # Electronic signatures.
    SIGN_DOCUMENTS = "signatures.sign"
    KEEP_SIGNERS = "signatures.signers"
    # Archive packages, the carriers they lie on, copies.
    READ_CARRIERS = "carriers.read"
    KEEP_CARRIERS = "carriers.keep"
    # The ledger.
    DESTROY_ENTRIES = "history.destroy"
    SETTLE_REFUSALS = "history.settle"


# The program itself does everything but correct marks after their window: what it writes counts like a teacher's work.
OF_THE_PROGRAM = frozenset(Right) - {Right.CORRECT_LATE}
