"""Providers of messages on loopback: they check signatures and tokens themselves and answer as
their documentation says, errors included. They share no line with the adapters."""

import hashlib
import hmac
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ALIYUN = ("LTAItest", "aliyun-secret")
TENCENT = ("AKIDtest", "tencent-secret")
MOBILE = re.compile(r"(\+86)?1[3-9]\d{9}")


def _hex(text):
    return hashlib.sha256(text).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._serve(b"")

    def do_POST(self):
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body):
        told = self.server.told
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if told.down:
            self._answer({"message": "busy"}, 503, {"Retry-After": "7"})
            return
        if "x-acs-action" in self.headers:
            self._answer(*_aliyun(self.headers, parts, query, told))
        elif "X-TC-Action" in self.headers:
            self._answer(_tencent(self.headers, body, told))
        else:
            self._answer(_tencent_im(parts.path, query, body, told))

    def _answer(self, body, status=200, headers=()):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _aliyun(head, parts, query, told):
    key_id, secret = ALIYUN
    given = re.fullmatch(
        r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
        head["Authorization"],
    )
    pairs = sorted(each.split("=", 1) for each in parts.query.split("&"))
    ordered = "&".join(f"{a}={b}" for a, b in pairs)
    assert all(quote(unquote(b), safe="~") == b for _, b in pairs)
    lines = "".join(f"{name}:{head[name]}\n" for name in given[2].split(";"))
    request = f"POST\n/\n{ordered}\n{lines}\n{given[2]}\n{head['x-acs-content-sha256']}"
    made = hmac.new(
        secret.encode(), f"ACS3-HMAC-SHA256\n{_hex(request.encode())}".encode(), "sha256"
    ).hexdigest()
    if given[1] != key_id or not hmac.compare_digest(made, given[3]):
        return {"Code": "SignatureDoesNotMatch", "Message": "no match", "RequestId": "r"}, 400
    if head["x-acs-signature-nonce"] in told.nonces:
        return {"Code": "SignatureNonceUsed", "Message": "used", "RequestId": "r"}, 400
    told.nonces.add(head["x-acs-signature-nonce"])
    if told.throttled:
        return {
            "Code": "isv.BUSINESS_LIMIT_CONTROL",
            "Message": "触发天级流控",
            "RequestId": "r",
        }, 200
    if not MOBILE.fullmatch(query["PhoneNumbers"]):
        return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "号码非法"}, 200
    told.sent.append(query)
    return {"Code": "OK", "Message": "OK", "BizId": "90061^0", "RequestId": "r"}, 200


def _tencent(head, body, told):
    secret_id, secret = TENCENT
    given = re.fullmatch(
        r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request,"
        r" SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
        head["Authorization"],
    )
    lines = "".join(f"{name}:{head[name].lower()}\n" for name in given[3].split(";"))
    request = f"POST\n/\n\n{lines}\n{given[3]}\n{_hex(body)}"
    scope = f"{given[2]}/sms/tc3_request"
    text = f"TC3-HMAC-SHA256\n{head['X-TC-Timestamp']}\n{scope}\n{_hex(request.encode())}"
    key = b"TC3" + secret.encode()
    for part in (given[2], "sms", "tc3_request", text):
        key = hmac.new(key, part.encode(), "sha256").digest()
    if given[1] != secret_id or key.hex() != given[4]:
        error = {"Code": "AuthFailure.SignatureFailure", "Message": "no match"}
        return {"Response": {"Error": error, "RequestId": "r"}}
    asked = json.loads(body)
    (number,) = asked["PhoneNumberSet"]
    state = {"SerialNo": "", "PhoneNumber": number, "Fee": 0, "IsoCode": "CN"}
    if told.throttled:
        state |= {"Code": "LimitExceeded.PhoneNumberDailyLimit", "Message": "daily limit"}
    elif number in told.blocked:
        state |= {"Code": "FailedOperation.PhoneNumberInBlacklist", "Message": "in blacklist"}
    else:
        told.sent.append(asked)
        state |= {"SerialNo": "5000:1045710669157053657849499619", "Fee": 1, "Code": "Ok",
                  "Message": "send success"}  # fmt: skip
    return {"Response": {"SendStatusSet": [state], "RequestId": "r"}}


def _tencent_im(path, query, body, told):
    """WeCom and WeChat: tokens, messages, robots, templates."""
    asked = json.loads(body) if body else {}
    match path:
        case "/cgi-bin/gettoken" | "/cgi-bin/stable_token":
            if "wrong" in (query.get("corpsecret"), asked.get("secret")):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            told.tokens += 1
            return {
                "errcode": 0, "errmsg": "ok", "expires_in": 7200,
                "access_token": f"token-{told.tokens}",
            }  # fmt: skip
        case "/sns/oauth2/access_token":
            if (query["code"], query["grant_type"]) != ("good", "authorization_code"):
                return {"errcode": 40029, "errmsg": "invalid code"}
            return {
                "access_token": "t", "expires_in": 7200, "refresh_token": "r",
                "openid": f"o-{query['appid']}", "scope": "snsapi_base",
            }  # fmt: skip
        case "/cgi-bin/webhook/send":
            if query["key"] != "robot-key":
                return {"errcode": 93000, "errmsg": "invalid webhook url"}
        case _:
            if query.get("access_token") != f"token-{told.tokens}" or told.refuse_token:
                code = told.refuse_token or 40014
                told.refuse_token = 0
                return {"errcode": code, "errmsg": "invalid access_token"}
    if told.throttled:
        return {"errcode": 45009, "errmsg": "api freq out of limit"}
    if asked.get("touser") in told.blocked:
        code = 81013 if path.endswith("message/send") else 43004
        return {"errcode": code, "errmsg": "user not found"}
    told.sent.append(asked)
    return {"errcode": 0, "errmsg": "ok", "msgid": f"m{len(told.sent)}", "invaliduser": ""}


class Providers:
    """Runs them all at one address; tests turn its knobs and read what was sent."""

    def __init__(self):
        self.sent, self.nonces, self.blocked = [], set(), set()
        self.down = self.throttled = False
        self.tokens = self.refuse_token = 0

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.told, self.server.daemon_threads = self, True
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"
