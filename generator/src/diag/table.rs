//! Aligned columns for the terminal.

use comfy_table::{CellAlignment, Table, presets};

/// Rows under a head, indented by two spaces; the columns of `right` are numbers. Each line ends with a line break.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>, right: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if head.iter().any(|h| !h.is_empty()) {
        table.set_header(head.to_vec());
    }
    table.add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if index == 0 { 2 } else { 1 }, 1));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}
