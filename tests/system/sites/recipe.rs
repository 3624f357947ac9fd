//! The recipes of docs/recipes.md, which the examples follow.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// The addresses that stand in the recipes for those of a reader's own servers.
const WIDGETS: &str = "https://widgets.example";
const COMMENTS: &str = "https://comments.example";

/// Texts that no blog has that has not followed a recipe.
const SIGNS: [&str; 2] = ["<article-", "article-widgets"];

/// Folders that the examples' own programs make.
const MADE: [&str; 7] = [
    ".hugo_build.lock",
    ".jekyll-cache",
    "_site",
    "main.js",
    "node_modules",
    "package-lock.json",
    "public",
];

/// A recipe: what a blog's owner is told to write.
pub(crate) struct Recipe {
    snippets: Vec<Snippet>,
}

/// One block of code.
pub(crate) struct Snippet {
    /// The file that the sentence before names.
    file: Option<String>,
    pub(crate) text: String,
}

impl Recipe {
    /// The recipe under this heading.
    pub(crate) fn of(kind: &str) -> Result<Self> {
        let readme = fs::read_to_string(root().join("docs/recipes.md"))?;
        let heading = format!("\n## {kind}\n");
        let (_, rest) = readme.split_once(&heading).context(heading)?;
        let section = rest.split("\n#").next().unwrap_or_default();
        let mut parts = section.split("```");
        let mut snippets = Vec::new();
        while let (Some(before), Some(code)) = (parts.next(), parts.next()) {
            let (_, text) = code.split_once('\n').context("a block of code")?;
            snippets.push(Snippet {
                file: file_named_in(before),
                text: text.trim_end().to_owned(),
            });
        }
        ensure!(!snippets.is_empty(), "{kind} has no recipe");
        Ok(Self { snippets })
    }

    /// The code of the block with this number.
    pub(crate) fn snippet(&self, number: usize) -> Result<&str> {
        let snippet = self.snippets.get(number).context("no such block")?;
        Ok(&snippet.text)
    }

    /// A copy of an example in a folder of its own, for widgets from `server`.
    ///
    /// # Errors
    /// If the example lacks a part of the recipe, or knows of the widgets by more than
    /// the recipe: what is built from it would not show that the recipe is enough.
    pub(crate) fn followed_in(&self, example: &str, server: &str) -> Result<TempDir> {
        let example = root().join("examples").join(example);
        let site = tempfile::tempdir()?;
        for path in files(&example)? {
            let name = path.strip_prefix(&example)?;
            let text = fs::read_to_string(&path)?;
            self.check(name, &text)?;
            let copy = site.path().join(name);
            fs::create_dir_all(copy.parent().context("a folder")?)?;
            fs::write(copy, text.replace(WIDGETS, server))?;
        }
        for snippet in &self.snippets {
            let file = site.path().join(snippet.file());
            ensure!(file.is_file(), "the example has no {}", snippet.file());
        }
        Ok(site)
    }

    /// Checks that a file of an example has its parts of the recipe, and nothing else of
    /// the widgets.
    fn check(&self, name: &Path, text: &str) -> Result<()> {
        let mut rest: Vec<&str> = text.lines().map(str::trim).collect();
        for snippet in &self.snippets {
            if Path::new(snippet.file()) == name {
                let lines: Vec<&str> = snippet.text.lines().map(str::trim).collect();
                let place = rest
                    .windows(lines.len())
                    .position(|window| window == lines)
                    .with_context(|| {
                        format!("{} is not the recipe's:\n{}", name.display(), snippet.text)
                    })?;
                rest.drain(place..place + lines.len());
            }
        }
        // A file of types and a package's name make no widget.
        if name.to_string_lossy().ends_with(".d.ts") || name == Path::new("package.json") {
            return Ok(());
        }
        let other = rest
            .iter()
            .find(|line| SIGNS.iter().any(|sign| line.contains(sign)));
        ensure!(other.is_none(), "{} has {other:?}", name.display());
        Ok(())
    }
}

impl Snippet {
    /// The file that it belongs in: a page, if none is named.
    fn file(&self) -> &str {
        self.file.as_deref().unwrap_or("index.html")
    }
}

/// A page of this recipe's first block alone, for these servers.
pub(crate) fn page(kind: &str, server: &str, comments: &str) -> Result<String> {
    let recipe = Recipe::of(kind)?;
    let body = recipe.snippet(0)?;
    let body = body.replace(WIDGETS, server).replace(COMMENTS, comments);
    Ok(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Blog</title>
         <link rel=icon href=data:,>{body}"
    ))
}

/// The first name between backquotes of the last paragraph.
fn file_named_in(text: &str) -> Option<String> {
    let paragraph = text.trim().rsplit("\n\n").next()?;
    let name = paragraph.split('`').nth(1)?;
    name.contains('.').then(|| name.to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // What a tool may have left there when somebody tried the example.
        let is_made = MADE.iter().any(|name| path.ends_with(name));
        if is_made {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// The project's own folder.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
