"""Everything that can go wrong between a file and a ranked passage.

IndexProblem
├── SourceProblem            a document that cannot be used
│   ├── SourceMissing        no such file or folder
│   ├── SourceEmpty          nothing to read in it
│   ├── SourceUnreadable     the system refuses to read it
│   ├── SourceBinary         not text
│   ├── SourceChanging       rewritten again and again while being read
│   └── SourceNotIndexed     named as indexed, but it is not
├── IndexMissing             no index where one was looked for
├── IndexUnreadable          the system refuses to look into its folder
├── IndexMismatch            made by another embedder or version, or with other chunks
├── IndexDamaged             its files are not what they were
├── IndexBusy                another process is writing to it
├── IndexNotWritable         read-only, or the disk is full
└── EmbedderUnavailable      the embedding model cannot be loaded or used
"""

from __future__ import annotations


class IndexProblem(Exception):
    """Base of all errors of this room: a message for a person, and a hint what to do."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class SourceProblem(IndexProblem):
    """A document cannot be used."""


class SourceMissing(SourceProblem):
    """There is no such file or folder."""

    hint = "Check the path; relative paths start at the current folder."


class SourceEmpty(SourceProblem):
    """A file with no text in it, or a folder with no document in it."""

    hint = "Name a text file (.txt, .md) or a folder that contains some."


class SourceUnreadable(SourceProblem):
    """The operating system refuses to read the file."""

    hint = "Check its permissions with: ls -l"


class SourceBinary(SourceProblem):
    """The file is not text in any encoding we can recognise."""

    hint = "Convert it to plain text or Markdown first."


class SourceChanging(SourceProblem):
    """The file kept changing, or went away, while it was being read."""

    hint = "Try again when whatever writes it has finished."


class SourceNotIndexed(SourceProblem):
    """A document was named that the index does not hold."""

    hint = "List what is indexed with: qa sources"


class IndexMissing(IndexProblem):
    """No index was found from the working directory upwards."""

    hint = "Build one with: qa index PATH…"


class IndexUnreadable(IndexProblem):
    """The operating system refuses to look into the index folder."""

    hint = "Change its permissions, or use another folder with --index DIR."


class IndexMismatch(IndexProblem):
    """The index was made by another embedder or another version of this program, or with chunks of another size."""

    hint = "Index into another folder with --index DIR, or delete this one and index again."


class IndexDamaged(IndexProblem):
    """The files of the index cannot be read as what they should be."""

    hint = "Delete the index folder and index again; your documents are not touched."


class IndexBusy(IndexProblem):
    """Another process is writing to the index."""

    hint = "Wait until it has finished, then try again."


class IndexNotWritable(IndexProblem):
    """The index folder is read-only, or its disk is full."""

    hint = "Free some space or change its permissions, or use another folder with --index DIR."


class EmbedderUnavailable(IndexProblem):
    """The embedding model cannot be loaded or used."""

    hint = "Reinstall the package; its model files are missing or damaged."
