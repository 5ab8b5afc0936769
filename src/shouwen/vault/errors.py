"""What can go wrong with what must be forgettable."""

from shouwen.vocabulary import ShouwenError


class UnknownRef(ShouwenError):
    """The vault has never kept anything under this reference."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"保密柜里没有 {ref}", "请核对引用", f"nothing was ever kept under {ref}")


class Forgotten(ShouwenError):
    """What was kept under this reference has been destroyed."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} 的内容已按规定销毁，无法再查看",
            "",
            f"what {ref} referred to has been destroyed as the rules require",
        )


class ReasonNeeded(ShouwenError):
    """Somebody wants to read a particular without saying who, or why."""

    def __init__(self) -> None:
        super().__init__(
            "查看个人信息须写明查看人和理由",
            "请填写理由，例如“回访来电人”",
            "say who reads and why before a particular is revealed",
        )


class TooLarge(ShouwenError):
    """A file is larger than the vault keeps."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"附件有 {size / 2**20:.1f} MB，超过 {limit // 2**20} MB 的上限",
            "请压缩或分成几个文件",
            f"the file has {size} bytes, the limit is {limit}",
        )


class KeyMissing(ShouwenError):
    """What is kept cannot be opened with the keys at hand, or has been tampered with."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(
            chinese,
            "请恢复密钥文件的备份（SHOUWEN_VAULT_KEY 或数据文件夹中的 keys/vault.json）",
            f"{english}; restore the key file from its backup",
        )
