-- The truth about what is indexed. Spans are in code points of documents.text.
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    path       TEXT NOT NULL UNIQUE,   -- relative to the folder that holds the index, where it is below that
    title      TEXT NOT NULL,
    digest     TEXT NOT NULL,          -- SHA-256 of the file
    size       INTEGER NOT NULL,       -- bytes
    mtime_ns   INTEGER NOT NULL,
    indexed_ns INTEGER NOT NULL,
    encoding   TEXT NOT NULL,          -- by Python's name
    text       TEXT NOT NULL
);

CREATE TABLE sentences (
    document   INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,
    vector     BLOB,                   -- int8, one byte a dimension; its length means nothing
    PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;

CREATE TABLE chunks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    first      INTEGER NOT NULL,       -- ordinals of its sentences, half-open
    past       INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL
);
CREATE INDEX chunks_of_document ON chunks (document);

CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'porter unicode61');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
