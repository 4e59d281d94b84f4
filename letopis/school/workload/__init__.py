"""Load of work: the schedule of assessment works, minutes of homework, norms as data (JRN-03, CTL-03)."""
