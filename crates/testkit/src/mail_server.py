"""A mail server for tests: prints its port, then every message, as lines of JSON. It ends when its input ends.

Recipients whose name begins with refused, deferred or silent get that treatment; so do senders named stranger and
subjects with the word unwelcome in them.
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger"):
            return f"550 5.7.1 {address} may not send from here"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return f"550 5.1.1 <{address}> does not live here"
        if address.startswith("deferred"):
            return f"450 4.2.1 <{address}> is busy"
        if address.startswith("silent"):
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if "unwelcome" in message["subject"]:
            return f"554 5.7.1 {message['subject']} is not wanted here"
        parts = [
            {"type": part.get_content_type(), "text": part.get_content().replace("\r\n", "\n")}
            for part in message.walk()
            if not part.is_multipart()
        ]
        tell({
            "connection": session.peer[1],
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name.lower(), str(value)] for name, value in message.items()],
            "parts": parts,
        })
        return "250 OK"


def tell(what):
    print(json.dumps(what), flush=True)


def authenticator(options):
    def check(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (
            options.user,
            options.password,
        )
        return AuthResult(success=good, handled=False, auth_data=options.user if good else None)

    return check


def tls_context(options):
    if options.security == "plain":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    return context


async def serve(options):
    context = tls_context(options)
    starttls = options.security == "starttls"

    def connection():
        return SMTP(
            Handler(),
            hostname="mail.test",
            enable_SMTPUTF8=not options.ascii,
            tls_context=context if starttls else None,
            require_starttls=starttls,
            auth_required=options.user is not None,
            auth_require_tls=starttls,
            authenticator=authenticator(options),
            loop=asyncio.get_running_loop(),
        )

    loop = asyncio.get_running_loop()
    at_once = context if options.security == "tls" else None
    server = await loop.create_server(connection, "127.0.0.1", options.port, ssl=at_once)
    tell({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--security", choices=["plain", "starttls", "tls"], default="plain")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--ascii", action="store_true")
    asyncio.run(serve(parser.parse_args()))


main()
