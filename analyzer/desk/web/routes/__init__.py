"""One file per page or group of pages; each exports `router`."""
