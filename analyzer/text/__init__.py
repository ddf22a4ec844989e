"""Comment text: from HTML to plain, quotes, the normal form models read, language, safe printing."""
