"""How gunicorn serves `service.wsgi:app`. Every choice can be overridden by the environment or the command line."""

import os
from pathlib import Path

# Only this machine can reach it unless somebody decides otherwise: in a container, the image does.
bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")

# Requests wait for the database more than they compute, so a worker serves several at once by threads.
# Two workers let one go on while the other is restarted. gunicorn itself reads WEB_CONCURRENCY for their number.
worker_class = "service.api.workers.ProblemWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("GUNICORN_THREADS", "4"))

# A page takes milliseconds; what has not ended after this will not, and its worker is replaced.
timeout = 30
# On a restart, requests that are being answered may end first.
graceful_timeout = 20
# Longer than the idle time that proxies commonly keep a connection for a moment's reuse.
keepalive = 5

# A query string that names 50 bases is long; more than this is no question that we can answer.
limit_request_line = 8190

# The memory file that tells that a worker lives: on a disk it could block, as it does in containers.
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes the file itself, under a name that nobody can guess.
worker_tmp_dir = str(memory) if memory.is_dir() else None

# Signals are enough to steer it; a socket for that would need a folder to write to, and one name for each server.
control_socket_disable = True

# To standard output, as containers want it. The time is in milliseconds, the id is that of the answer.
accesslog = os.environ.get("GUNICORN_ACCESS_LOG", "-")
access_log_format = '%(h)s "%(r)s" %(s)s %(B)s %(M)sms %({x-request-id}o)s'
