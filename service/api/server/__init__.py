"""How a worker of gunicorn speaks with many clients at once, whatever some of them do."""
