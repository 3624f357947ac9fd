<?php
// A blog with one post, and sixty comments on it: forty that answer none, ten that
// answer one of those, and ten that answer an answer.
define('WP_INSTALLING', true);
$database = new mysqli('localhost', 'root', '', '', 0, getenv('BLOG_DATABASE'));
$database->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
function wp_mail() {
    return true;
}
require BLOG_SITE . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Journal', 'owner', 'owner@blog.example', true, '', 'secret');
foreach ([
    'template' => 'journal',
    'stylesheet' => 'journal',
    'permalink_structure' => '/%postname%/',
    'comment_moderation' => '0',
    'comment_previously_approved' => '0',
    'comments_notify' => '0',
    'moderation_notify' => '0',
] as $name => $value) {
    update_option($name, $value);
}
global $wpdb;
$wpdb->query("TRUNCATE $wpdb->comments");
$wpdb->update($wpdb->posts, ['post_name' => 'first'], ['ID' => 1]);
for ($number = 1; $number <= 60; $number++) {
    $parent = $number % 6 === 0 ? $number - 3 : ($number % 3 === 0 ? $number - 1 : 0);
    wp_insert_comment([
        'comment_post_ID' => 1,
        'comment_parent' => $parent,
        'comment_author' => "Reader $number",
        'comment_author_email' => "reader$number@blog.example",
        'comment_content' => "Number $number, \"quoted\" & <em>stressed</em>.",
        'comment_date' => gmdate('Y-m-d H:i:s', 1700000000 + 60 * $number),
        'comment_date_gmt' => gmdate('Y-m-d H:i:s', 1700000000 + 60 * $number),
        'comment_approved' => 1,
    ]);
}
$database->query('SHUTDOWN');
