export default function (eleventyConfig) {
  eleventyConfig.addShortcode("articleRating", (max = 5) =>
    `<article-rating max="${Number(max)}"></article-rating>`);
}
