//! A page that the reader's browser translates: it puts other nodes in the place of the
//! texts, and what the widgets say afterwards is shown all the same.

use anyhow::Result;

use crate::support::{Blog, Browser, Server};

const RATING: &str = "article-rating";
const COMMENTS: &str = "article-comments";

/// Puts each text of the widgets, in capitals, into elements of its own, as translators
/// do: in the place of the text, or around it.
const TRANSLATE: &str = "
    const translate = (isKept) => {
        for (const {shadowRoot} of document.querySelectorAll('article-rating, article-comments')) {
            const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
            const texts = [];
            while (walker.nextNode()) texts.push(walker.currentNode);
            for (const text of texts.filter(({data}) => data.trim())) {
                const [outer, inner] = [document.createElement('font'), document.createElement('font')];
                outer.append(inner);
                text.replaceWith(outer);
                if (isKept) inner.append(text);
                inner.textContent = text.data.toUpperCase();
            }
        }
    };";

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_after_a_translation_is_shown() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "<article-rating></article-rating><article-comments></article-comments>";
    for is_kept in [false, true] {
        let blog = Blog::start(&server.url, body).await?;
        let reader = Browser::start().await?;
        reader.open(&blog.url).await?;
        reader.find(COMMENTS, "form").await?;
        let translate = format!("{TRANSLATE} translate({is_kept});");
        for (element, text) in [(RATING, "No votes yet"), (COMMENTS, "No comments yet")] {
            reader.until_shown(element, text).await?;
        }
        reader.run(&translate).await?;
        reader.until_shown(RATING, "NO VOTES YET").await?;

        reader.vote_and_wait(4).await?;
        reader.until_shown(RATING, "4/5 - (1 vote)").await?;
        reader.run(&translate).await?;
        reader.vote_and_wait(2).await?;
        reader.until_shown(RATING, "2/5 - (1 vote)").await?;
        reader
            .until("!shown(find('article-rating')).includes('1 VOTE')")
            .await?;

        reader.click(COMMENTS, "[type=submit]").await?;
        reader
            .until_shown(COMMENTS, "Please write your comment.")
            .await?;
        reader.run(&translate).await?;
        reader.comment("A first word", "Ada").await?;
        reader.until_shown(COMMENTS, "1 comment").await?;
        reader
            .until_gone("[aria-invalid=true], .error, .summary")
            .await?;
        reader.run(&translate).await?;
        reader.comment("Another one", "Ada").await?;
        reader.until_shown(COMMENTS, "2 comments").await?;
        reader
            .until("!/NO COMMENTS|1 COMMENT/.test(shown(find('article-comments')))")
            .await?;
        assert_eq!(reader.console().await?, Vec::<String>::new());
    }
    Ok(())
}
