"""The organisation's own ways in, as the settings want them: directory, identity provider."""

from pathlib import Path
from typing import Any

from shouwen.project.environment import Environment
from shouwen.vocabulary import ShouwenError


class HalfConfigured(ShouwenError):
    """One of two settings that belong together is missing."""


def directory(given: Environment) -> dict[str, Any] | None:
    """Return how the LDAP directory is asked, or None when there is none.

    :raises HalfConfigured: if it is not said where in it to look
    """
    if not given.ldap:
        return None
    if not given.ldap_base:
        raise HalfConfigured(
            "设置了 SHOUWEN_LDAP，没有设置 SHOUWEN_LDAP_BASE",
            "请写检索起点，例如 ou=people,dc=example,dc=cn",
            "SHOUWEN_LDAP is set without SHOUWEN_LDAP_BASE",
        )
    return {
        "url": given.ldap,
        "base": given.ldap_base,
        "bind": given.ldap_bind,
        "password": _secret(given.ldap_password),
        "filter": given.ldap_filter,
        "starttls": given.ldap_starttls and given.ldap.startswith("ldap://"),
        "ca": given.ldap_ca,
    }


def identity_provider(given: Environment) -> dict[str, Any] | None:
    """Return how the identity provider is asked, or None when there is none.

    :raises HalfConfigured: if it is not said what the provider knows us as
    """
    if not given.oidc:
        return None
    if not given.oidc_client:
        raise HalfConfigured(
            "设置了 SHOUWEN_OIDC，没有设置 SHOUWEN_OIDC_CLIENT",
            "请写本系统在统一身份认证处登记的客户端编号",
            "SHOUWEN_OIDC is set without SHOUWEN_OIDC_CLIENT",
        )
    return {
        "issuer": given.oidc,
        "client": given.oidc_client,
        "secret": _secret(given.oidc_secret),
        "name": given.oidc_name or "统一身份认证",
        "claim": given.oidc_claim or "preferred_username",
        "create": given.oidc_create,
    }


def provider_settings(identity: dict[str, Any] | None) -> dict[str, Any]:
    """Return what allauth wants to know of the identity provider."""
    if identity is None:
        return {}
    app = {
        "provider_id": "office",
        "name": identity["name"],
        "client_id": identity["client"],
        "secret": identity["secret"],
        "settings": {"server_url": identity["issuer"], "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def _secret(file: Path | None) -> str:
    return file.read_text().strip() if file else ""
