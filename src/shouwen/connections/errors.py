"""What can go wrong between systems."""

from shouwen.vocabulary import ShouwenError


class KeyRefused(ShouwenError):
    """A key or token opens nothing: unknown, expired, revoked, from elsewhere, or nobody's."""


class NoSuchKey(ShouwenError):
    """There is no such key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有密钥 {key}", "请从清单选择", f"there is no key {key}")


class WrongKey(ShouwenError):
    """A key was asked for that cannot be: nobody to act for, an unknown scope, a bad network."""


class NoSuchSubscription(ShouwenError):
    """There is no such subscription, or no such delivery of it."""

    def __init__(self, subscription: str) -> None:
        super().__init__(
            f"没有订阅 {subscription}", "请从清单选择", f"there is no subscription {subscription}"
        )


class WrongSubscription(ShouwenError):
    """A subscription was asked for that cannot be: a bad address, unknown events."""


class KeyInUse(ShouwenError):
    """The same idempotency key is being worked on at this moment."""


class KeyReused(ShouwenError):
    """An idempotency key came back with another request."""


class NotReached(ShouwenError):
    """Another system could not be reached, or may not be.

    `maybe_arrived` is true where what was sent may have arrived, though no answer came.
    """

    maybe_arrived = False


class WrongForwarding(ShouwenError):
    """A matter cannot be passed on like this."""


class NoSuchCity(ShouwenError):
    """There is no such city to pass a matter on to."""

    def __init__(self, city: str) -> None:
        super().__init__(f"没有平台 {city}", "请从清单选择", f"there is no city {city}")


class NoSuchForwarding(ShouwenError):
    """There is no such forwarding, or it is under way."""

    def __init__(self, forwarding: str) -> None:
        super().__init__(
            f"没有可重发的外送件 {forwarding}",
            "请从清单选择",
            f"there is no forwarding {forwarding} to send again",
        )
