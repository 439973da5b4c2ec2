"""A program in a pseudo-terminal of its own, with the moment of every byte in and out.

    python3 in-a-pty.py COLUMNS ROWS PROGRAM [ARGUMENT...]

stdin: what is typed, as it is; each read is written to the terminal at once. When stdin ends, the
program gets SIGTERM, and SIGKILL two seconds later. stdout: frames of one byte kind, eight bytes of
CLOCK_MONOTONIC in nanoseconds, four bytes length and the data, all big-endian. Kinds:
`p` the program's process id; `k` keys, stamped before they are written; `o` output, stamped as soon as
it can be read; `x` the exit status.

Only the standard library, so any Python 3 will do; node-pty would need a compiler.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

HEAD = struct.Struct(">cQI")


def tell(kind, moment, data):
    frame = HEAD.pack(kind, moment, len(data)) + data
    while frame:
        frame = frame[os.write(1, frame) :]


def start(columns, rows, command):
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.environ.update(TERM="xterm-256color", COLORTERM="", LANG="C.UTF-8", LC_ALL="C.UTF-8")
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            os.environ.pop(name, None)
        os.execvp(command[0], command)
    return pid, terminal


def relay(terminal, pid):
    typed, kill_at = 0, None
    while True:
        readers = [terminal] if typed is None else [terminal, typed]
        ready, _, _ = select.select(readers, [], [], 0.2 if kill_at else None)
        now = time.monotonic_ns()
        if terminal in ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # EIO: the program's side is closed
                return
            if not data:
                return
            tell(b"o", now, data)
        if typed in ready:
            keys = os.read(typed, 4096)
            if keys:
                now = time.monotonic_ns()
                os.write(terminal, keys)
                tell(b"k", now, keys)
            else:
                typed, kill_at = None, time.monotonic() + 2
                os.kill(pid, signal.SIGTERM)
        if kill_at and time.monotonic() > kill_at:
            os.kill(pid, signal.SIGKILL)
            kill_at = float("inf")


def main():
    columns, rows, *command = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pid, terminal = start(int(columns), int(rows), command)
    tell(b"p", time.monotonic_ns(), str(pid).encode())
    relay(terminal, pid)
    _, status = os.waitpid(pid, 0)
    tell(b"x", time.monotonic_ns(), str(os.waitstatus_to_exitcode(status)).encode())


main()
