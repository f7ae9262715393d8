//! Colours, pipes, and texts that would move a cursor.

use crate::process::{binary, charter, charter_in, project, workspace};
use std::process::Stdio;

#[test]
fn pipes_are_not_coloured_unless_asked() {
    assert!(!charter("test examples/outbound").stdout.contains('\u{1b}'));
    assert!(charter("test examples/outbound --color always").stdout.contains("\u{1b}[32m"));
    assert!(!charter("test examples/outbound --color never").stdout.contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let mut command = binary(&workspace());
    command.args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_an_author_writes_moves_no_cursor() {
    let text = "\
agent outreach
object Contact
  email : email
action send_email on Contact
scope all
  for outreach
  may send_email
stop never \"gone \u{1b}[2J\u{9b}1m\u{202e}\"
  on send_email
  when contact.email ends with \".test\"
scenario \"clear \u{1b}[2J the screen\"
  given contact jane: email \"jane@a.test\"
  at 2026-03-02 09:00
    outreach send_email to jane => goes ahead (\u{1b}[2J)
";
    let folder = project("terminal_escapes", &[("a.charter", text)]);
    for typed in ["check .", "test .", "check . --color always"] {
        let ran = charter_in(&folder, typed);
        let printed = ran.stdout.replace("\u{1b}[0m", "") + &ran.stderr;
        for escape in ["\u{1b}[2J", "\u{9b}", "\u{202e}"] {
            assert!(!printed.contains(escape), "{typed}: {}", printed.escape_debug());
        }
    }
}
