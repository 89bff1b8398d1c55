"""Two classes that do one job under the same method names, with bodies of their own."""

from __future__ import annotations

__all__ = ["DISK_SHELF", "MEMORY_SHELF"]

MEMORY_SHELF = """
class MemoryShelf:
    def __init__(self):
        self.books = {}

    def put_book(self, isbn, book):
        self.books[isbn] = book

    def find_book(self, isbn):
        return self.books.get(isbn)

    def drop_book(self, isbn):
        self.books.pop(isbn, None)
"""
DISK_SHELF = """
class DiskShelf:
    def __init__(self, folder):
        self.folder = folder
        self.books = set(folder.iterdir())

    def put_book(self, isbn, book):
        with open(self.folder / isbn, "w") as stream:
            stream.write(book.text)
        self.books.add(isbn)

    def find_book(self, isbn):
        if isbn not in self.books:
            raise KeyError(isbn)
        return open(self.folder / isbn).read()

    def drop_book(self, isbn):
        for path in self.folder.glob(isbn):
            path.unlink()
"""
