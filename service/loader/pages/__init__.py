"""Web pages to articles: the text, the headline and the day of publication that a page gives."""
