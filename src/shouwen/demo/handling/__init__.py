"""How matters go on at the demonstration bank, from the first call to the archive.

Each handling is a generator of deeds that reads like the work: taken in, sent, inquired, concluded,
answered, followed up. What an act does is the regulation's business; a refusal here is a mistake.
"""
