//! `charter build`

use crate::process::{charter, charter_in, edit, folder, outbound};

#[test]
fn the_same_sources_make_the_same_bytes() {
    let folder = folder("build_twice");
    let built: Vec<Vec<u8>> = ["one.table", "two.table"]
        .map(|name| {
            let file = folder.join(name);
            let ran = charter(&format!("build examples/outbound -o {}", file.display()));
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.transcript());
            assert!(ran.stdout.starts_with("outbound 1.0.0: "), "{}", ran.stdout);
            std::fs::read(file).unwrap()
        })
        .into();
    assert!(built[0].starts_with(b"CHARTER\0"));
    assert_eq!(built[0], built[1]);
}

#[test]
fn a_charter_with_errors_makes_no_table() {
    let folder = outbound("build_broken");
    edit(&folder.join("outbound.charter"), "stop interns", "stop");
    let ran = charter_in(&folder, "build . -o out.table");
    assert_eq!(ran.code, 1, "{}", ran.transcript());
    assert!(!folder.join("out.table").exists());
}

#[test]
fn where_nothing_can_be_written_that_is_said() {
    let folder = outbound("build_nowhere");
    let ran = charter_in(&folder, "build . -o missing/out.table");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("missing/out.table cannot be written"), "{}", ran.stderr);
    assert!(ran.stderr.contains("help: check that the folder exists"), "{}", ran.stderr);
}
