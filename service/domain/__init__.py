"""The domain model: frozen values. Nothing here does I/O or knows a library beyond the standard one."""
