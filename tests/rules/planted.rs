//! Planted violations of every template beyond order.
