"""Each process looks at the version by itself, in case nobody else tells this machine.

A change made on another machine, by a command or in the database itself is followed within
`SECONDS`; so is one whose process died between its commit and the move of the folder.
"""

import os
import threading

from django.db import connection

SECONDS = 0.5


class Follower:
    """A thread that begins with the first request, after any fork of the server."""

    def __init__(self, folder, seconds=SECONDS):
        self.folder, self.seconds = folder, seconds
        self.process = None
        self.stopped = threading.Event()
        self.starting = threading.Lock()

    def run(self):
        if self.process != os.getpid():
            with self.starting:
                if self.process != os.getpid():
                    self.process = os.getpid()
                    threading.Thread(target=self.follow, name="follower", daemon=True).start()

    def stop(self):
        self.stopped.set()

    def follow(self):
        while True:
            self.look()
            if self.stopped.wait(self.seconds):
                connection.close()
                return

    def look(self):
        if not self.folder.follow_if_possible():
            connection.close()  # it will be opened anew when the database is back
