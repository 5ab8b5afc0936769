"""Articles nobody implements, readings nobody has confirmed, requirements nobody answers."""

from shouwen.regulations.proofreading.proof import Proof


def read_articles(proof: Proof) -> None:
    """Find articles without a rule, assumed ones, and gaps in the register of requirements."""
    pack = proof.pack
    cited = cited_articles(proof.source.data)
    excused = {article for item in pack.not_encoded for article in item.articles}
    for name, article in pack.articles.items():
        if name not in cited and not article.informative and name not in excused:
            proof.say(
                "A01",
                ("articles", name),
                f"{article.no}没有任何规则落实",
                "请写出落实它的规则，或标 informative: true，或列入 not_encoded 并说明原因",
                f"no rule implements {pack.number(name, 'en')}",
            )
        if article.assumed:
            proof.say(
                "N01",
                ("articles", name),
                f"{article.no}为推定，待管理员确认",
                "",
                f"{pack.number(name, 'en')} is assumed; an administrator must confirm it",
                "note",
            )
    _requirements(proof)


def _requirements(proof: Proof) -> None:
    """Find requirements of the registers that nothing answers, and numbers beyond their end."""
    header = proof.pack.pack
    wanted = header.requirements()
    if not wanted:
        return
    answered = covered_requirements(proof)
    for code in wanted:
        if code not in answered:
            proof.say(
                "A02",
                ("pack", "register"),
                f"要求 {code} 没有着落",
                "请在落实它的规则写 covers，或列入 supported、not_encoded",
                f"requirement {code} is answered nowhere",
            )
    spans = "、".join(f"{r.prefix}-01 至 {r.prefix}-{r.last:02d}" for r in header.register_)
    prefixes = tuple(f"{register.prefix}-" for register in header.register_)
    for code in sorted(answered - set(wanted)):
        if code.startswith(prefixes):
            proof.say(
                "A03",
                ("pack", "register"),
                f"要求 {code} 不在登记的编号之内",
                f"登记的是 {spans}",
                f"requirement {code} is outside the registers",
            )


def cited_articles(data: object) -> set[str]:
    """Return every article some rule of the pack cites."""
    found: set[str] = set()
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "cite" and isinstance(value, list):
                found |= {str(each) for each in value}
            elif key != "articles":
                found |= cited_articles(value)
    elif isinstance(data, list):
        for item in data:
            found |= cited_articles(item)
    return found


def covered_requirements(proof: Proof) -> set[str]:
    """Return every requirement the pack says something about."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.update(str(code) for code in value.get("covers") or ())
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(proof.source.data)
    return found
