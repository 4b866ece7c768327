"""What surrounds the pages: commands, palette, help, log, drops, banners, the welcome."""
