/// A table in Markdown, with these cells below this head.
pub(crate) fn markdown(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    let lines = [&head, &rule].into_iter().chain(rows);
    lines.map(|cells| line(cells)).collect()
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn a_bar_in_a_cell_ends_no_cell() {
        let table = markdown(
            &["what", "value"],
            &[vec!["a|b".to_owned(), "1".to_owned()]],
        );
        assert_eq!(table, "| what | value |\n| --- | --- |\n| a\\|b | 1 |\n");
    }
}
