#!/usr/bin/env python3
"""A server of CPython's socketserver, for a client that measures it from outside: prints its port, serves until its standard input ends.

Usage: python3 server_peer.py threading | forking
"""
import os
import socketserver
import sys
import threading

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"


class Handler(socketserver.StreamRequestHandler):
    """Enough of HTTP for a request without a body, on a connection that stays open."""

    disable_nagle_algorithm = True

    def handle(self):
        while True:
            line = self.rfile.readline()
            if not line:
                return
            while line not in (b"\r\n", b""):
                line = self.rfile.readline()
            self.wfile.write(ANSWER)


class Threading(socketserver.ThreadingTCPServer):
    request_queue_size = 512
    daemon_threads = True


class Forking(socketserver.ForkingTCPServer):
    request_queue_size = 512


def main():
    with {"threading": Threading, "forking": Forking}[sys.argv[1]](("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        os._exit(0)


if __name__ == "__main__":
    main()
