"""Messages that programs exchange with the service, apart from its resources."""
