"""The out-tray: a message that must leave is a row first; a worker sends, retries, gives up in the open.

A story. A service calls `service.tell(session, user, "appeals.answered", at=now, number=2107,
path="/r/7KQ4")`; in the same transaction a row for the bell and a row for SMS appear, no text yet. A few
seconds later `jobs.send_waiting` takes the row, renders `appeals/messages/answered.txt` in the reader's
language, sends it and writes what became of it. A template is one sentence; it sees the parameters and,
made from the reserved parameter `path`, `link`: the short host and the path of the next step. Codes
(`urgent`) leave at night too and are forgotten after they left. Parameters hold numbers, dates, codes and
short moderated names; never people's names or texts.

How sure is sending: at least once, at most `rules.TRIES` calls. The try is counted and the row leased
before the call, so a worker killed in the middle costs one repeat after the lease, never a storm and
never a lost message.
"""
