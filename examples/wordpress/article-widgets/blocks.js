// The blocks in WordPress' editor. What they look like on the page, the server says.

(function ({ blocks, blockEditor, components, element, i18n }) {
  const { createElement } = element;
  const { __ } = i18n;

  /** What stands for a widget in the editor, with its settings beside it. */
  const edit = (icon, title, text, settings) =>
    function Edit(properties) {
      const placeholder = createElement(components.Placeholder, {
        icon,
        label: title,
        instructions: text,
      });
      return createElement(
        "div",
        blockEditor.useBlockProps(),
        settings && settings(properties),
        placeholder,
      );
    };

  const stars = ({ attributes, setAttributes }) =>
    createElement(
      blockEditor.InspectorControls,
      null,
      createElement(
        components.PanelBody,
        { title: __("Scale", "article-widgets") },
        createElement(components.RangeControl, {
          label: __("Stars", "article-widgets"),
          min: 2,
          max: 10,
          value: attributes.max ?? 5,
          onChange: (max) => setAttributes({ max }),
        }),
      ),
    );

  const register = (name, icon, title, text, attributes, settings) =>
    blocks.registerBlockType(`article-widgets/${name}`, {
      apiVersion: 2,
      title,
      icon,
      category: "widgets",
      description: text,
      attributes,
      edit: edit(icon, title, text, settings),
      // The server renders the block.
      save: () => null,
    });

  register(
    "rating",
    "star-half",
    __("Article rating", "article-widgets"),
    __("Readers rate the post with stars.", "article-widgets"),
    { max: { type: "number" } },
    stars,
  );
  register(
    "nav",
    "leftright",
    __("Article navigation", "article-widgets"),
    __("Links to the posts before and after.", "article-widgets"),
    {},
  );
  register(
    "comments",
    "admin-comments",
    __("Article comments", "article-widgets"),
    __("The post's comments, and the form.", "article-widgets"),
    {},
  );
})(window.wp);
