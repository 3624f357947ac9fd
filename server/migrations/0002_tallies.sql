-- The sums that an article's average is made of, one row for each scale that was
-- voted on, so that a million votes are read as fast as one. Triggers keep them
-- in the transaction of the vote itself.
CREATE TABLE tally (
    article INTEGER NOT NULL REFERENCES article (id),
    best    INTEGER NOT NULL,
    votes   INTEGER NOT NULL CHECK (votes >= 0),
    stars   INTEGER NOT NULL CHECK (stars >= votes),
    PRIMARY KEY (article, best)
) STRICT, WITHOUT ROWID;

INSERT INTO tally (article, best, votes, stars)
SELECT article, best, count(*), sum(value) FROM vote GROUP BY article, best;

CREATE TRIGGER vote_given AFTER INSERT ON vote BEGIN
    INSERT INTO tally (article, best, votes, stars)
    VALUES (new.article, new.best, 1, new.value)
    ON CONFLICT DO UPDATE SET votes = votes + 1, stars = stars + excluded.stars;
END;

CREATE TRIGGER vote_withdrawn AFTER DELETE ON vote BEGIN
    UPDATE tally SET votes = votes - 1, stars = stars - old.value
    WHERE article = old.article AND best = old.best;
END;

CREATE TRIGGER vote_changed AFTER UPDATE ON vote BEGIN
    UPDATE tally SET votes = votes - 1, stars = stars - old.value
    WHERE article = old.article AND best = old.best;
    INSERT INTO tally (article, best, votes, stars)
    VALUES (new.article, new.best, 1, new.value)
    ON CONFLICT DO UPDATE SET votes = votes + 1, stars = stars + excluded.stars;
END;
