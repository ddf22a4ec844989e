"""Charts of the desk's pages: altair specifications drawn to SVG offline, in the theme's colours. No web, no store."""
