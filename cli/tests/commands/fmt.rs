//! `charter fmt`

use crate::process::{charter, charter_in, folder, project};
use insta::assert_snapshot;

const LOOSE: &str = "stop   never \"Never\"\n on  send_email\n\n\n when contact.legal_hold\n";

#[test]
fn the_example_is_in_canonical_form() {
    assert_snapshot!(charter("fmt examples/outbound --check").transcript());
}

#[test]
fn a_file_is_written_once_and_is_canonical_afterwards() {
    let folder = project("fmt_write", &[("a.charter", LOOSE), ("b.charter", "role revops\n")]);
    let looked = charter_in(&folder, "fmt . --check");
    let untouched = std::fs::read_to_string(folder.join("a.charter")).unwrap();
    let wrote = charter_in(&folder, "fmt .");
    let text = std::fs::read_to_string(folder.join("a.charter")).unwrap();
    let again = charter_in(&folder, "fmt . --check");
    assert_eq!(untouched, LOOSE, "--check writes nothing");
    let transcripts = [looked.transcript(), wrote.transcript(), text, again.transcript()];
    assert_snapshot!(transcripts.join("\n"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "nothing is left beside the files");
}

#[test]
fn what_is_not_utf8_or_not_there_is_not_touched() {
    let folder = folder("fmt_bytes");
    std::fs::write(folder.join("a.charter"), b"role  s\xffr\n").unwrap();
    let transcripts = ["fmt .", "fmt missing"].map(|typed| charter_in(&folder, typed).transcript());
    assert_snapshot!(transcripts.join("\n"));
    assert_eq!(std::fs::read(folder.join("a.charter")).unwrap(), b"role  s\xffr\n");
}

#[test]
fn formatting_changes_no_table() {
    let folder = crate::process::outbound("fmt_table");
    charter_in(&folder, "build . -o before.table");
    let path = folder.join("outbound.charter");
    let text = std::fs::read_to_string(&path).unwrap().replace("  on send_email", "     on   send_email");
    std::fs::write(&path, text).unwrap();
    assert_eq!(charter_in(&folder, "fmt .").code, 0);
    charter_in(&folder, "build . -o after.table");
    let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes("before.table"), bytes("after.table"));
}
