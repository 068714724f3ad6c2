"""接收方示例：一个文件，只用 Python 标准库。

    EXPERT_SECRET=whsec_… python receiver.py 9000

正式使用时请在前面加 HTTPS，并把 PAGES 和 ANSWERS 换成数据库：一条消息的处理和它的答复须在同一事务中保存。
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LARGEST = 1024 * 1024
TOLERANCE_SECONDS = 300
SECRETS = os.environ.get("EXPERT_SECRET", "").split()  # 更换密钥期间为两个，以空格分隔

PAGES = {}  # person -> (sequence, data)；删除后 data 为 None，只留编号与序号
ANSWERS = {}  # webhook-id -> 答复，用于去重
LOCK = threading.Lock()


class Refused(Exception):
    """不接受的消息：状态码和原因。"""


def verify(headers, body):
    """核对签名和时间，返回消息编号。"""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused(401, "缺少签名信息，或时间相差超过五分钟")
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = headers.get("webhook-signature", "").split()
    for secret in SECRETS:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        if any(hmac.compare_digest(expected.encode(), each.encode()) for each in given):
            return message_id
    raise Refused(401, "签名不符")


def read(body):
    """读出消息；不合约定的一律拒绝。"""
    try:
        message = json.loads(body)
        fits = (
            set(message) == {"type", "sequence", "person", "data"}
            and (message["type"], message["data"] is None) in {("person.shared", False), ("person.revoked", True)}
            and isinstance(message["sequence"], int)
            and isinstance(message["person"], str)
        )
    except (ValueError, TypeError):
        fits = False
    if not fits:
        raise Refused(422, "内容不符合约定的格式")
    return message


def apply(message_id, message):
    """每条消息只处理一次；序号比已有的小，不采用。"""
    with LOCK:
        if message_id in ANSWERS:
            return ANSWERS[message_id]
        person, sequence = message["person"], message["sequence"]
        if sequence < PAGES.get(person, (0, None))[0]:
            answer = {"status": "stale"}
        else:
            PAGES[person] = (sequence, message["data"])
            deleted = message["data"] is None
            answer = (
                {"status": "deleted"} if deleted else {"status": "accepted", "url": f"https://example.org/{person}"}
            )
        ANSWERS[message_id] = answer
        return answer


class Receiver(BaseHTTPRequestHandler):
    """POST：一次投递。"""

    def do_POST(self):
        try:
            size = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(size)  # 读完再答复，否则对方收到的是断开的连接
            if size > LARGEST:
                raise Refused(413, "请求体超过 1 MiB")
            self.answer(200, apply(verify(self.headers, body), read(body)))
        except Refused as refused:
            status, reason = refused.args
            self.answer(status, {"title": reason, "status": status})

    def answer(self, status, document):
        content = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """不记录：请求中有个人信息。"""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print(server.server_port, flush=True)
    server.serve_forever()
