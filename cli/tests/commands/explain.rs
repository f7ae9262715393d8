//! `charter explain` and `charter completions`

use crate::process::charter;
use insta::assert_snapshot;

#[test]
fn a_code_is_explained_with_a_charter_and_its_mending() {
    let ran = charter("explain e0201");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("E0201"), "{}", ran.stdout);
    assert!(ran.stdout.contains("```"), "{}", ran.stdout);
}

#[test]
fn a_code_that_is_none_is_answered_with_the_nearest() {
    let transcripts = ["explain E02O1", "explain hello"].map(|typed| charter(typed).transcript());
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn every_shell_is_told_of_every_subcommand() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = charter(&format!("completions {shell}"));
        assert_eq!(ran.code, 0, "{shell}");
        for command in [
            "check",
            "fmt",
            "test",
            "build",
            "decide",
            "diff",
            "explain",
            "matrix",
            "radius",
            "completions",
            "lsp",
        ] {
            assert!(ran.stdout.contains(command), "{shell} {command}");
        }
    }
}
