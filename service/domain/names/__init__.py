"""Who and where: bases, actors and sources, and how names are compared."""
