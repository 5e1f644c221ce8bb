"""The gunicorn worker: an event loop for connections, and thread pools for requests. Slow clients hold no thread."""
