"""Who may see which page: one table, and nothing that is not in it.

The table answers for the page as a whole. Which cases, duties and notices a member of staff then
finds on it is decided by ``casework``: a case somebody may not know of is answered with 404, as one
that does not exist. An act's form may be opened by everybody who may read the case; the regulation
refuses there, with its reasons.
"""

from enum import Enum

from shouwen.people import Office


class Audience(Enum):
    """Who may see a page."""

    ANYONE = "anyone"
    STAFF = "staff"
    KEEPERS = "keepers"  # who keep, approve or oversee penalty accounts somewhere
    ADMINISTRATORS = "administrators"  # who look after units, logins, mailboxes, calendars, keys
    COMPLIANCE = "compliance"  # who draft and publish regulations
    AUDITORS = "auditors"  # who read every log
    API = "api"  # keys and tokens: the interface asks for them itself


#: The offices of the system that open a page; any one of them is enough.
OFFICES: dict[Audience, frozenset[Office]] = {
    Audience.ADMINISTRATORS: frozenset({Office.ADMINISTRATOR}),
    Audience.COMPLIANCE: frozenset({Office.COMPLIANCE}),
    Audience.AUDITORS: frozenset({Office.AUDITOR}),
}


PAGES: dict[str, Audience] = {
    # logging in, and what a browser remembers
    "account:login": Audience.ANYONE,
    "account:second": Audience.ANYONE,
    "account:passkey": Audience.ANYONE,
    "account:passkey_asked": Audience.ANYONE,
    "account:link": Audience.ANYONE,
    "account:identity": Audience.ANYONE,
    "account:identity_back": Audience.ANYONE,
    "account:logout": Audience.ANYONE,
    "account:language": Audience.ANYONE,
    "account:theme": Audience.ANYONE,
    # one's own login
    "account:security": Audience.STAFF,
    "account:password": Audience.STAFF,
    "account:app": Audience.STAFF,
    "account:codes": Audience.STAFF,
    "account:passkey_wanted": Audience.STAFF,
    "account:passkey_new": Audience.STAFF,
    "account:factor_remove": Audience.STAFF,
    "account:sessions_end": Audience.STAFF,
    "account:confirm": Audience.STAFF,
    # the desk
    "desk:list": Audience.STAFF,
    "desk:list_changes": Audience.STAFF,
    "desk:list_columns": Audience.STAFF,
    "desk:layout": Audience.STAFF,
    "desk:list_sheet": Audience.STAFF,
    "desk:views": Audience.STAFF,
    "desk:bulk": Audience.STAFF,
    "desk:preview": Audience.STAFF,
    "desk:palette": Audience.STAFF,
    "desk:search": Audience.STAFF,
    "desk:persons": Audience.STAFF,
    "desk:registration": Audience.STAFF,
    "desk:register": Audience.STAFF,
    "desk:registered": Audience.STAFF,
    "desk:case": Audience.STAFF,
    "desk:act": Audience.STAFF,
    "desk:reveal": Audience.STAFF,
    "desk:pulse": Audience.STAFF,
    "desk:articles": Audience.STAFF,
    "desk:inquiry_new": Audience.STAFF,
    "desk:inquiry": Audience.STAFF,
    "desk:evidence": Audience.STAFF,
    "desk:interview": Audience.STAFF,
    "desk:unlink": Audience.STAFF,
    "desk:readings": Audience.AUDITORS,
    "desk:document": Audience.STAFF,
    "desk:paper": Audience.STAFF,
    "desk:forms": Audience.STAFF,
    "desk:files": Audience.STAFF,
    "desk:file": Audience.STAFF,
    "desk:thumbnail": Audience.STAFF,
    "desk:recordings": Audience.STAFF,
    "desk:draft": Audience.STAFF,
    "desk:draft_file": Audience.STAFF,
    "desk:books": Audience.STAFF,
    "desk:book": Audience.STAFF,
    "desk:book_file": Audience.STAFF,
    "desk:knowledge": Audience.STAFF,
    "desk:card": Audience.STAFF,
    "desk:wording": Audience.STAFF,
    "desk:duties": Audience.STAFF,
    "desk:notices": Audience.STAFF,
    # messages that went out, and their texts
    "messages:sent": Audience.ADMINISTRATORS,
    "messages:texts": Audience.ADMINISTRATORS,
    "messages:text": Audience.ADMINISTRATORS,
    "messages:mine": Audience.STAFF,
    "messages:of_case": Audience.STAFF,
    # the telephone; events come from an exchange, which has a key
    "telephone:calls": Audience.STAFF,
    "telephone:now": Audience.STAFF,
    "telephone:call": Audience.STAFF,
    "telephone:exchanges": Audience.ADMINISTRATORS,
    "telephone:events": Audience.ANYONE,
    # money and improvements; whose accounts and which improvements, says accountability
    "money:mine": Audience.STAFF,
    "money:accounts": Audience.KEEPERS,
    "money:account": Audience.KEEPERS,
    "money:correct": Audience.KEEPERS,
    "money:decide": Audience.KEEPERS,
    "money:month": Audience.KEEPERS,
    "money:figures": Audience.KEEPERS,
    "money:sheet": Audience.KEEPERS,
    "money:sanctions": Audience.KEEPERS,
    "money:register": Audience.STAFF,
    "improving:list": Audience.STAFF,
    "improving:raise": Audience.STAFF,
    "improving:item": Audience.STAFF,
    # the public portal
    "public:home": Audience.ANYONE,
    "public:choose": Audience.ANYONE,
    "public:submit": Audience.ANYONE,
    "public:receipt": Audience.ANYONE,
    "public:track": Audience.ANYONE,
    "public:case": Audience.ANYONE,
    "public:letter": Audience.ANYONE,
    "public:act": Audience.ANYONE,
    "public:done": Audience.ANYONE,
    "public:leave": Audience.ANYONE,
    "public:appearance": Audience.ANYONE,
    # administration, and one word for a load balancer
    "health": Audience.ANYONE,
    "administration:home": Audience.ADMINISTRATORS,
    "administration:units": Audience.ADMINISTRATORS,
    "administration:unit": Audience.ADMINISTRATORS,
    "administration:persons": Audience.ADMINISTRATORS,
    "administration:person": Audience.ADMINISTRATORS,
    "administration:login": Audience.ADMINISTRATORS,
    "administration:posts": Audience.ADMINISTRATORS,
    "administration:demands": Audience.ADMINISTRATORS,
    "administration:changes": Audience.ADMINISTRATORS,
    "administration:sheet": Audience.ADMINISTRATORS,
    "administration:template": Audience.ADMINISTRATORS,
    "administration:calendars": Audience.ADMINISTRATORS,
    "administration:calendar_new": Audience.ADMINISTRATORS,
    "administration:calendar": Audience.ADMINISTRATORS,
    "administration:health": Audience.ADMINISTRATORS,
    "administration:anchor": Audience.ADMINISTRATORS,
    # regulations
    "oversight:home": Audience.STAFF,
    "oversight:days": Audience.STAFF,
    "oversight:regulation": Audience.STAFF,
    "oversight:drawing": Audience.STAFF,
    "oversight:tables": Audience.STAFF,
    "oversight:coverage": Audience.STAFF,
    "oversight:findings": Audience.STAFF,
    "oversight:scenarios": Audience.STAFF,
    "oversight:story": Audience.STAFF,
    "oversight:editions": Audience.STAFF,
    "oversight:patterns": Audience.STAFF,
    "oversight:drafts": Audience.COMPLIANCE,
    "oversight:section": Audience.COMPLIANCE,
    "oversight:draft": Audience.COMPLIANCE,
    "oversight:draft_compare": Audience.COMPLIANCE,
    "oversight:begin": Audience.COMPLIANCE,
    "oversight:take_over": Audience.COMPLIANCE,
    # the interface for other systems: its description, and what needs a key or token
    "api:openapi": Audience.ANYONE,
    "api:docs": Audience.ANYONE,
    "api:nothing": Audience.ANYONE,
    "api:regulations": Audience.API,
    "api:opening": Audience.API,
    "api:cases": Audience.API,
    "api:cases_list": Audience.API,
    "api:case": Audience.API,
    "api:timeline": Audience.API,
    "api:documents": Audience.API,
    "api:options": Audience.API,
    "api:act": Audience.API,
    "api:act_do": Audience.API,
    "api:reveal": Audience.API,
    "api:files": Audience.API,
    "api:files_add": Audience.API,
    "api:file": Audience.API,
    "api:me": Audience.API,
    "api:search": Audience.API,
    "api:contacts": Audience.API,
    "api:contacts_list": Audience.API,
    "api:duties": Audience.API,
    "api:sign": Audience.API,
    "api:notices": Audience.API,
    "api:notices_read": Audience.API,
    "api:due": Audience.API,
    "api:hooks": Audience.API,
    "api:hooks_make": Audience.API,
    "api:hook": Audience.API,
    "api:hook_delete": Audience.API,
    "api:deliveries": Audience.API,
    "api:replay": Audience.API,
    "api:enable": Audience.API,
    "api:cities": Audience.API,
    "api:forwardings": Audience.API,
    "api:forward": Audience.API,
    # GeoReport v2: services are for everybody, requests need a key
    "georeport:discovery": Audience.API,
    "georeport:services": Audience.API,
    "georeport:definition": Audience.API,
    "georeport:requests": Audience.API,
    "georeport:request": Audience.API,
    "georeport:token": Audience.API,
    "georeport:nothing": Audience.API,
    # keys, subscriptions, other cities
    "connections:keys": Audience.ADMINISTRATORS,
    "connections:revoke": Audience.ADMINISTRATORS,
    "connections:hooks": Audience.ADMINISTRATORS,
    "connections:hook": Audience.ADMINISTRATORS,
    "connections:cities": Audience.ADMINISTRATORS,
}
