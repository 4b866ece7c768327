"""The Train page: settings, live curves, trials before a run, the queue."""
