-- Who can read a comment: everyone (0), its author alone (1), nobody any more (2).
ALTER TABLE comment ADD COLUMN state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2);
-- Whether everyone finds it in a page: published, or withdrawn with something
-- under it that everyone finds.
ALTER TABLE comment ADD COLUMN shown INTEGER NOT NULL DEFAULT 1 CHECK (shown BETWEEN 0 AND 1);
-- Its place in the order in which comments came to be seen: given when it is
-- taken, and anew when it is published later.
ALTER TABLE comment ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
-- The SHA-256 of its author's token.
ALTER TABLE comment ADD COLUMN author BLOB CHECK (length(author) = 32);
ALTER TABLE comment ADD COLUMN edited INTEGER;
-- The SHA-256 of the body as it was first sent, if it was changed since.
ALTER TABLE comment ADD COLUMN first_body BLOB CHECK (length(first_body) = 32);
-- The body as HTML, and which renderer made it; 0 is none.
ALTER TABLE comment ADD COLUMN html TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN renderer INTEGER NOT NULL DEFAULT 0;

-- The last place that was given among an article's comments, and how many of them
-- are published.
ALTER TABLE article ADD COLUMN places INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN comments INTEGER NOT NULL DEFAULT 0 CHECK (comments >= 0);

-- How many replies everyone finds under a root comment. Apart from it, so that a
-- reply does not write a long root anew.
CREATE TABLE thread (
    root    INTEGER PRIMARY KEY REFERENCES comment (sequence),
    replies INTEGER NOT NULL CHECK (replies >= 0)
) STRICT;

UPDATE comment SET place = sequence;
UPDATE article SET
    places = coalesce((SELECT max(sequence) FROM comment WHERE article = article.id), 0),
    comments = (SELECT count(*) FROM comment WHERE article = article.id);
INSERT INTO thread (root, replies)
SELECT root, count(*) FROM comment WHERE root IS NOT NULL GROUP BY root;

DROP INDEX comment_by_thread;
-- Pages of roots, pages of replies, and what is new.
CREATE INDEX root_shown ON comment (article, sequence) WHERE root IS NULL AND shown = 1;
CREATE INDEX reply_shown ON comment (root, sequence) WHERE root IS NOT NULL AND shown = 1;
CREATE INDEX comment_published ON comment (article, place, root, sequence) WHERE state = 0;
-- Whether something that everyone finds answers a withdrawn comment.
CREATE INDEX answer_shown ON comment (parent) WHERE parent IS NOT NULL AND shown = 1;
-- An author's held comments, and all of them for moderation.
CREATE INDEX comment_held ON comment (article, author, sequence, root, parent) WHERE state = 1;
CREATE INDEX held_in_order ON comment (sequence) WHERE state = 1;
-- Whether an author has a published comment.
CREATE INDEX author_published ON comment (author) WHERE author IS NOT NULL AND state = 0;

CREATE TRIGGER comment_taken AFTER INSERT ON comment WHEN new.state = 0 BEGIN
    UPDATE article SET comments = comments + 1 WHERE id = new.article;
END;

CREATE TRIGGER comment_changed AFTER UPDATE OF state ON comment
WHEN (new.state = 0) <> (old.state = 0) BEGIN
    UPDATE article SET comments = comments + (new.state = 0) - (old.state = 0)
    WHERE id = new.article;
END;

CREATE TRIGGER reply_taken AFTER INSERT ON comment
WHEN new.root IS NOT NULL AND new.shown = 1 BEGIN
    INSERT INTO thread (root, replies) VALUES (new.root, 1)
    ON CONFLICT DO UPDATE SET replies = replies + 1;
END;

CREATE TRIGGER reply_changed AFTER UPDATE OF shown ON comment
WHEN new.root IS NOT NULL AND new.shown <> old.shown BEGIN
    INSERT INTO thread (root, replies) VALUES (new.root, 1)
    ON CONFLICT DO UPDATE SET replies = replies + (new.shown - old.shown);
END;

-- What servers beside each other must share without anyone else knowing it.
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
