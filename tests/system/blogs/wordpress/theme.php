<!doctype html>
<html <?php language_attributes(); ?>>
<head>
<meta charset="utf-8">
<title>Journal</title>
<link rel="icon" href="data:,">
<?php wp_head(); ?>
</head>
<body>
<?php
while (have_posts()) {
    the_post();
    the_title('<h1>', '</h1>');
}
echo getenv('BLOG_BODY');
wp_footer();
?>
</body>
</html>
