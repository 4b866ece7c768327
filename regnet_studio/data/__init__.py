"""Where images come from, and how they become batches.

From the outside in: a source of files (``sources``, ``archives``, ``builtin``), what the names say
(``layout``, ``table``), the index (``dataset``), what looking at each image tells (``facts``,
``copies``), the user's edits (``manifest``), setting apart (``split``), strengthening rare classes
(``balance``, ``smote``), pixels (``decode``, ``pixels``, ``stream``) and batches (``batches``,
``augment``, ``policies``). Only what works on batches needs torch.
"""
