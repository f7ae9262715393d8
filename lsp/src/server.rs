//! The server: the protocol's messages, each put in its turn and done by the session.

use crate::convert;
use crate::session::{Said, Session};
use crate::turns::{InOrder, Line, Turn};
use crate::workspace::Disk;
use std::cell::RefCell;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentFormattingParams, Hover, HoverParams, HoverProviderCapability,
    InitializeParams, InitializeResult, MessageType, OneOf, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextEdit,
};
use tower_lsp::{Client, LanguageServer, LspService, Server};

tokio::task_local! {
    /// The turn of the message that is being handled.
    static TURN: RefCell<Option<Turn<Session>>>;
}

/// Serves an editor over standard input and output until it says goodbye.
///
/// # Errors
///
/// Where the runtime that waits for input cannot be started.
pub fn serve_stdio(disk: Box<dyn Disk>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), disk));
    // A read from standard input cannot be called off, and there is nobody left to read from.
    runtime.shutdown_background();
    Ok(())
}

/// Serves an editor over a pair of streams until it says goodbye.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite, disk: Box<dyn Disk>) {
    let (tell, told) = unbounded_channel();
    let line = Line::start(move || Session::new(disk), move |session| tell_news(session, &tell));
    let (service, socket) = LspService::new(|client| {
        tokio::spawn(pass_on(told, client));
        Editor
    });
    Server::new(input, output, socket).serve(InOrder::new(service, line, &TURN)).await;
}

/// What the session has to say without being asked.
enum News {
    Said(Said),
    Trouble(String),
}

fn tell_news(session: &mut Session, tell: &UnboundedSender<News>) {
    let troubles = session.troubles().into_iter().map(News::Trouble);
    for news in troubles.chain(session.news().into_iter().map(News::Said)) {
        // Where nobody listens any more, the editor is gone.
        let _ = tell.send(news);
    }
}

async fn pass_on(mut told: UnboundedReceiver<News>, client: Client) {
    while let Some(news) = told.recv().await {
        match news {
            News::Said(said) => {
                let Some(uri) = convert::uri(&said.file) else { continue };
                let findings = said.findings.iter().map(convert::diagnostic).collect();
                client.publish_diagnostics(uri, findings, said.version).await;
            }
            News::Trouble(trouble) => client.show_message(MessageType::ERROR, trouble).await,
        }
    }
}

/// The editor's side of the protocol. It has no state: that is the session's.
struct Editor;

/// Does something with the session in the turn of the message at hand.
async fn in_turn<T: Send + 'static>(work: impl FnOnce(&mut Session) -> T + Send + 'static) -> Option<T> {
    let turn = TURN.try_with(RefCell::take).ok().flatten()?;
    turn.take(work).await
}

impl LanguageServer for Editor {
    async fn initialize(&self, parameters: InitializeParams) -> Result<InitializeResult> {
        let encoding = convert::encoding(&parameters);
        in_turn(move |session| session.count_in(encoding)).await.ok_or_else(Error::internal_error)?;
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(convert::encoding_kind(encoding)),
                text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                document_formatting_provider: Some(OneOf::Left(true)),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "charter".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, parameters: DidOpenTextDocumentParams) {
        let document = parameters.text_document;
        let Some(file) = convert::path(&document.uri) else { return };
        in_turn(move |session| session.open(&file, document.version, document.text)).await;
    }

    async fn did_change(&self, parameters: DidChangeTextDocumentParams) {
        let Some(file) = convert::path(&parameters.text_document.uri) else { return };
        let version = parameters.text_document.version;
        let changes = parameters.content_changes.into_iter().map(convert::change).collect();
        in_turn(move |session| session.change(&file, version, changes)).await;
    }

    async fn did_close(&self, parameters: DidCloseTextDocumentParams) {
        let Some(file) = convert::path(&parameters.text_document.uri) else { return };
        in_turn(move |session| session.close(&file)).await;
    }

    async fn did_change_watched_files(&self, parameters: DidChangeWatchedFilesParams) {
        let files: Vec<_> =
            parameters.changes.iter().filter_map(|change| convert::path(&change.uri)).collect();
        in_turn(move |session| files.iter().for_each(|file| session.reread(file))).await;
    }

    async fn hover(&self, parameters: HoverParams) -> Result<Option<Hover>> {
        let place = parameters.text_document_position_params;
        let Some(file) = convert::path(&place.text_document.uri) else { return Ok(None) };
        let at = convert::point(place.position);
        let found = in_turn(move |session| session.hover(&file, at)).await;
        Ok(found.ok_or_else(Error::internal_error)?.map(convert::hover))
    }

    async fn formatting(&self, parameters: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let Some(file) = convert::path(&parameters.text_document.uri) else { return Ok(None) };
        let found = in_turn(move |session| session.format(&file)).await;
        Ok(found.ok_or_else(Error::internal_error)?.map(|edit| vec![convert::edit(edit)]))
    }
}
