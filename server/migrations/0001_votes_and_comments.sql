CREATE TABLE article (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE vote (
    article INTEGER NOT NULL REFERENCES article (id),
    voter   BLOB    NOT NULL CHECK (length(voter) = 16),
    value   INTEGER NOT NULL CHECK (value BETWEEN 1 AND best),
    best    INTEGER NOT NULL CHECK (best BETWEEN 2 AND 10),
    PRIMARY KEY (article, voter)
) STRICT, WITHOUT ROWID;

-- A cursor holds a sequence number, so numbers are explicit (a hidden rowid may
-- change when the file is vacuumed) and never given twice (AUTOINCREMENT).
CREATE TABLE comment (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id       BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    article  INTEGER NOT NULL REFERENCES article (id),
    parent   BLOB             REFERENCES comment (id),
    root     INTEGER          REFERENCES comment (sequence),
    name     TEXT    NOT NULL,
    email    TEXT    NOT NULL,
    website  TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    CHECK ((parent IS NULL) = (root IS NULL))
) STRICT;

-- Serves the count of an article, its root comments (root IS NULL) in order,
-- and the threads of a range of roots, each in order.
CREATE INDEX comment_by_thread ON comment (article, root, sequence);
