"""Telephone numbers as providers want them."""

import phonenumbers

from shouwen.notices.adapters import Never


def international(number: str) -> str:
    """Return a number with its country: ``+8613812345627``; one without is of the mainland.

    :raises Never: if it is no number that can get a message
    """
    return phonenumbers.format_number(_parsed(number), phonenumbers.PhoneNumberFormat.E164)


def national(number: str) -> str:
    """Return a mainland number without its country, another as digits with it: ``85291234567``.

    :raises Never: if it is no number that can get a message
    """
    parsed = _parsed(number)
    if parsed.country_code == 86:
        return str(parsed.national_number)
    return international(number).removeprefix("+")


def _parsed(number: str) -> phonenumbers.PhoneNumber:
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException as error:
        raise Never("no telephone number") from error
    kind = phonenumbers.number_type(parsed)
    mobile = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    if not phonenumbers.is_valid_number(parsed) or kind not in mobile:
        raise Never("no mobile number")
    return parsed
