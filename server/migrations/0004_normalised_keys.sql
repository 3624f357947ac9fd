-- The one spelling of an article's key, by which it is found under every other; none
-- until the program has filled it in. Articles of earlier versions may share one.
ALTER TABLE article ADD COLUMN normal TEXT;

CREATE INDEX article_by_normal ON article (normal);
