//! The order of comments that the reader chose, which lasts for the visit.

use article_widgets_model::Order;

use crate::browser::storage;

const KEY: &str = "order";

/// The order that was chosen on this page or another one.
pub(super) fn chosen() -> Option<Order> {
    let name = storage::read_for_visit(KEY)?;
    let mut orders = [Order::Oldest, Order::Newest].into_iter();
    orders.find(|order| order.name() == name)
}

/// Keeps an order that is chosen.
pub(super) fn choose(order: Order) {
    storage::write_for_visit(KEY, order.name());
}
