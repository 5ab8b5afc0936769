"""Parts of pages that need arithmetic before they can be drawn."""
