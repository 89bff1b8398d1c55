"""Facts of all files to the import graph and the symbol table."""
