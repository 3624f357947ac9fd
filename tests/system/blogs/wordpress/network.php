<?php
// Makes a network of the blog.
require BLOG_SITE . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
global $wpdb;
foreach ($wpdb->tables('ms_global') as $table => $name) {
    $wpdb->$table = $name;
}
install_network();
$domain = parse_url(getenv('BLOG_URL'), PHP_URL_HOST);
$answer = populate_network(1, $domain, 'owner@blog.example', 'Journals', '/', false);
if (is_wp_error($answer)) {
    throw new Exception($answer->get_error_message());
}
foreach (['home', 'siteurl'] as $name) {
    $wpdb->update($wpdb->options, ['option_value' => "http://$domain"], ['option_name' => $name]);
}
