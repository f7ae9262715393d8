//! `charter lsp`: an editor, over standard input and output.

use crate::process::{binary, charter_in, project, workspace};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// An editor with a server of its own.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
}

impl Editor {
    /// Starts a server and introduces itself with what it can.
    fn start(capabilities: &Value) -> (Editor, Value) {
        let mut child =
            binary(&workspace()).arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Editor { child, input, output, requests: 0 };
        let answer = editor.ask("initialize", json!({ "capabilities": capabilities }));
        editor.notify("initialized", json!({}));
        (editor, answer)
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }

    fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim().split_once(": ") {
                Some(("Content-Length", bytes)) => length = bytes.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The answer to a request; what is published meanwhile is passed over.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        loop {
            let message = self.receive();
            if message["id"] == id {
                assert_eq!(message["error"], Value::Null, "{message}");
                return message["result"].clone();
            }
        }
    }

    /// The next findings about a file.
    fn findings(&mut self, file: &str) -> Value {
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri(file)
            {
                return message["params"].clone();
            }
        }
    }

    fn open(&mut self, file: &str, text: &str) {
        let document = json!({ "uri": uri(file), "languageId": "charter", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, file: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri(file), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    fn hover(&mut self, file: &str, line: usize, character: usize) -> Value {
        let place = json!({ "textDocument": { "uri": uri(file) }, "position": { "line": line, "character": character } });
        self.ask("textDocument/hover", place)
    }

    fn leave(mut self) {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

fn uri(file: &str) -> String {
    format!("file://{}/examples/outbound/{file}", workspace().display())
}

fn text(file: &str) -> String {
    std::fs::read_to_string(workspace().join("examples/outbound").join(file)).unwrap()
}

/// Line and column, from zero, of a text in a file.
fn place(text: &str, of: &str) -> (usize, usize) {
    let (line, found) = text.lines().enumerate().find(|(_, line)| line.contains(of)).unwrap();
    (line, found[..found.find(of).unwrap()].encode_utf16().count())
}

/// The codes and lines of errors.
fn errors(published: &Value) -> Vec<(String, u64)> {
    let all = published["diagnostics"].as_array().unwrap().iter().filter(|found| found["severity"] == 1);
    let place = |found: &Value| {
        (found["code"].as_str().unwrap().to_owned(), found["range"]["start"]["line"].as_u64().unwrap())
    };
    all.map(place).collect()
}

#[test]
fn an_error_is_shown_while_it_is_there() {
    let (mut editor, _) = Editor::start(&json!({}));
    let good = text("outbound.charter");
    let (line, character) = place(&good, "approval from sdr_manager");
    editor
        .open("outbound.charter", &good.replacen("approval from sdr_manager", "approval from sdr_manger", 1));
    let published = editor.findings("outbound.charter");
    assert_eq!(errors(&published), [("E0201".to_owned(), line as u64)]);
    assert_eq!(published["version"], 0);
    let (start, end) = (character + "approval from ".len(), character + "approval from sdr_manger".len());
    let wrong =
        json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } });
    editor.change("outbound.charter", 1, json!([{ "range": wrong, "text": "sdr_manager" }]));
    let mended = editor.findings("outbound.charter");
    assert_eq!((errors(&mended), mended["version"].as_i64()), (vec![], Some(1)));
    editor.leave();
}

#[test]
fn an_error_in_one_file_is_shown_where_it_is_noticed() {
    let (mut editor, _) = Editor::start(&json!({}));
    editor.open("vocabulary.charter", &text("vocabulary.charter").replace("role deliverability\n", ""));
    let published = editor.findings("vocabulary.charter");
    assert!(errors(&published).iter().any(|(code, _)| code == "E0201"), "{published}");
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri("vocabulary.charter") } }));
    assert_eq!(errors(&editor.findings("vocabulary.charter")), [], "what is on the disk counts again");
    editor.leave();
}

#[test]
fn a_rule_a_field_and_a_name_say_what_they_are() {
    let (mut editor, _) = Editor::start(&json!({}));
    let rules = text("outbound.charter");
    editor.open("outbound.charter", &rules);
    for (word, says) in [
        ("first_touch", "A person reads the first email to every account"),
        ("first_touch", "an unknown value never passes"),
        ("legal_hold \"No agent", "A stop refuses"),
        ("seniority is vp", "one of (intern, ic, manager, director, vp, c_level)"),
        ("title, lifecycle", "an outsider can write it"),
        ("claims: (claim", "the agent says so"),
        ("new_domains", "queue new_domains owned by deliverability"),
        ("contact.seniority", "object Contact"),
    ] {
        let (line, character) = place(&rules, word);
        let hover = editor.hover("outbound.charter", line, character + 1);
        let shown = hover["contents"]["value"].as_str().unwrap_or_default();
        assert!(shown.contains(says), "{word}: {hover}");
    }
    assert_eq!(editor.hover("outbound.charter", 1, 0), Value::Null, "an empty line");
    assert_eq!(editor.hover("outbound.charter", 9999, 9999), Value::Null, "past the end");
    editor.leave();
}

#[test]
fn a_document_is_formatted_as_a_whole() {
    let (mut editor, _) = Editor::start(&json!({}));
    let canonical = text("outbound.charter");
    editor.open("outbound.charter", &canonical.replacen("  on send_email", "        on   send_email", 1));
    let options = json!({ "textDocument": { "uri": uri("outbound.charter") }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.ask("textDocument/formatting", options.clone());
    assert_eq!(edits[0]["newText"], canonical.as_str());
    assert_eq!(edits[0]["range"]["start"], json!({ "line": 0, "character": 0 }));
    assert_eq!(edits[0]["range"]["end"], json!({ "line": canonical.lines().count(), "character": 0 }));
    editor.change("outbound.charter", 1, json!([{ "text": canonical }]));
    assert_eq!(editor.ask("textDocument/formatting", options), Value::Null, "nothing to do");
    editor.leave();
}

#[test]
fn columns_are_counted_as_was_agreed() {
    for (offered, agreed, width) in
        [(json!(["utf-8", "utf-16"]), "utf-8", 4), (json!(["utf-16"]), "utf-16", 2)]
    {
        let (mut editor, answer) = Editor::start(&json!({ "general": { "positionEncodings": offered } }));
        assert_eq!(answer["capabilities"]["positionEncoding"], agreed);
        let broken = "role 𝄞 = sdr_manager\n";
        editor.open("outbound.charter", broken);
        let published = editor.findings("outbound.charter");
        let ends: Vec<u64> = published["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|found| found["range"]["end"]["character"].as_u64())
            .collect();
        let line_end = (broken.trim_end().len() - 4 + width) as u64;
        assert!(ends.iter().all(|end| *end <= line_end), "{agreed}: {published}");
        assert!(ends.contains(&(5 + width as u64)) || ends.contains(&line_end), "{agreed}: {published}");
        editor.leave();
    }
}

#[test]
fn two_hundred_rapid_edits_stay_in_order() {
    let (mut editor, _) = Editor::start(&json!({}));
    let mut edited = text("outbound.charter");
    editor.open("outbound.charter", &edited);
    // Each edit inserts at a place that only exists once those before it were made; asking in between shows that no
    // question overtakes an edit.
    let typed = "\nstop typed\n  on send_email\n  when contact.nowhere\n# äöü𝄞 and so on until there are enough letters\n";
    let letters: Vec<char> = typed.chars().cycle().take(200).collect();
    let mut last = (edited.lines().count(), 0);
    for (count, letter) in letters.iter().enumerate() {
        let at = json!({ "line": last.0, "character": last.1 });
        let change = json!([{ "range": { "start": at, "end": at }, "text": letter.to_string() }]);
        editor.change("outbound.charter", i32::try_from(count).unwrap() + 1, change);
        last = if *letter == '\n' { (last.0 + 1, 0) } else { (last.0, last.1 + letter.len_utf16()) };
        edited.push(*letter);
        if count == 150 {
            let (line, character) = place(&edited, "typed");
            let hover = editor.hover("outbound.charter", line, character);
            assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**stop** `typed`"), "{hover}");
        }
    }
    let rapid = loop {
        let published = editor.findings("outbound.charter");
        if published["version"] == 200 {
            break published["diagnostics"].clone();
        }
    };
    editor.leave();
    let (mut fresh, _) = Editor::start(&json!({}));
    fresh.open("outbound.charter", &edited);
    let published = fresh.findings("outbound.charter");
    assert!(!errors(&published).is_empty());
    assert_eq!(rapid, published["diagnostics"]);
    fresh.leave();
}

#[test]
fn a_server_says_what_the_command_line_says() {
    let broken = "role manager\nagent outreach\nobject Contact\n  email : emial\n";
    let folder = project("lsp_says", &[("rules.charter", broken)]);
    let said = charter_in(&folder, "check . --format json").json();
    let (mut editor, _) = Editor::start(&json!({}));
    let document = json!({
        "uri": format!("file://{}/rules.charter", folder.display()),
        "languageId": "charter", "version": 0, "text": broken,
    });
    editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
    let shown = loop {
        let message = editor.receive();
        if message["method"] == "textDocument/publishDiagnostics" {
            break message["params"]["diagnostics"].as_array().unwrap().len();
        }
    };
    assert_eq!(shown, said["findings"].as_array().unwrap().len());
    assert!(shown > 0, "{said}");
    editor.leave();
}
