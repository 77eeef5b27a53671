"""The client half of RFC 6455 that a measurement needs: handshake, text frames in, pongs out."""

import asyncio
import base64
import hashlib
import os
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING = 1, 8, 9
PONG = 10


class Refused(Exception):
    """The server answered the handshake with something else than 101."""


class WebSocket:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, host, port, path, token):
        reader, writer = await asyncio.open_connection(host, port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            (
                f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer {token}\r\n\r\n"
            ).encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        if " 101 " not in head.split("\r\n", 1)[0] or accept not in head:
            writer.close()
            raise Refused(head.split("\r\n", 1)[0])
        return cls(reader, writer)

    async def next_text(self):
        """The next text message, or None once the server closed the socket."""
        parts = []
        while True:
            try:
                final, opcode, payload = await self.next_frame()
            except (asyncio.IncompleteReadError, ConnectionError):
                return None
            if opcode == CLOSE:
                return None
            if opcode == PING:
                await self.send(PONG, payload)
            elif opcode in (0, TEXT):
                parts.append(payload)
                if final:
                    return b"".join(parts).decode()

    async def next_frame(self):
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return bool(first & 0x80), first & 0x0F, await self.reader.readexactly(length)

    async def send(self, opcode, payload):
        """Control frames only: at most 125 bytes, masked as a client must."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.writer.write(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)
        await self.writer.drain()

    async def close(self):
        try:
            await self.send(CLOSE, struct.pack("!H", 1000))
        except ConnectionError:
            return
        finally:
            self.writer.close()
