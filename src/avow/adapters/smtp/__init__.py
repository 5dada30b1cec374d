"""Mail: the relay, the local sink, the listener."""
