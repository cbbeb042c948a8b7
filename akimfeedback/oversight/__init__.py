"""Deputies and the district superior: what is overdue, silent, reopened or stalled; printable lists."""
