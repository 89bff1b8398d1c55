"""Code at a revision: folders, git revisions, archives; roots and zones."""
