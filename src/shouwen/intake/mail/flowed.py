"""Text in format=flowed (RFC 3676) back into paragraphs."""


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Return the text with its soft breaks undone; quotes keep their ``>`` marks.

    :param delsp: whether the blank before a soft break belongs to the break
    """
    out: list[str] = []
    joining: int | None = None  # the quote depth of the line that is still open
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:]
        body = body.removeprefix(" ")
        is_signature = body == "-- "
        flows = body.endswith(" ") and not is_signature
        if flows and delsp:
            body = body[:-1]
        if joining == depth and not is_signature:
            out[-1] += body
        else:
            out.append(f"{'>' * depth} {body}" if depth else body)
        joining = depth if flows else None
    return "\n".join(each if each.endswith("-- ") else each.rstrip(" ") for each in out)
