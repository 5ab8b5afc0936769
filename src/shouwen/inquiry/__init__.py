"""What was looked into beside the acts of a case: allegations, interviews, checks, evidence.

Also what a matter has to do with others, and who read it. A record of a case lies in a stream of
its own, so that writing down an interview disturbs nobody who is filling in an act; it is appended
to, never changed, and ``shouwen ledger verify`` replays it.
"""
