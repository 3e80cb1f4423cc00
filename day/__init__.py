"""The day room: the pages that put the other rooms together, Vandaag and the case."""
