"""The desk over HTTP: the application, its pages and what guards them."""
