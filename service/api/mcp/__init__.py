"""The Model Context Protocol (streamable HTTP, without sessions): six tools that ask the API's own questions."""
