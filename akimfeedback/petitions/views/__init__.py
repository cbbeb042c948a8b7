"""Pages of initiatives, one blueprint a module."""
