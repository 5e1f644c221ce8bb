"""Resources other than events: bases, actors, sources, articles, submissions, health."""
