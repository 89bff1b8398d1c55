"""Class families: classes that do one job, found, judged, compared and put in order."""
