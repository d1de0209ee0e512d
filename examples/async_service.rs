//! How an async web service embeds lifecycles: definitions are shared, the journal runs in blocking tasks, a refusal is an
//! answer of its own, and two requests at once never both win.
//!
//! `cargo run --features expr,sqlite --example async_service` starts it on a free port, sends a few requests, and ends.
//! With `-- 127.0.0.1:8080` it stays: `curl -X POST localhost:8080/problems/PRB-1/submit -d '{"actor": "ann", ...}'`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example shows what it does, and has a real clock")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use itsm::{
    audit::{Journal, JournalError},
    catalog::Catalog,
    expr::Value,
    jiff::Timestamp,
    lifecycle::{Context, Instance, Lifecycle, RecordError},
    store::SqliteJournal,
};
use serde::Deserialize;
use serde_json::{Value as Json_, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What all requests share. A lifecycle is immutable and cheap to clone; the journal takes one writer at a time.
#[derive(Clone)]
struct Service {
    problem: Lifecycle,
    journal: Arc<Mutex<SqliteJournal>>,
}

/// What a request says beside the ticket and the event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    actor: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    fields: BTreeMap<String, Value>,
    reason: Option<String>,
}

type Answer = (StatusCode, Json<Json_>);

impl Service {
    /// Work that touches the disk runs where it blocks nobody.
    async fn blocking(self, work: impl FnOnce(&Lifecycle, &mut SqliteJournal) -> Answer + Send + 'static) -> Answer {
        let done = tokio::task::spawn_blocking(move || {
            // A panic in another request leaves the journal whole: every append is one transaction.
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            work(&self.problem, &mut journal)
        });
        done.await.unwrap_or_else(|error| failed(&error.to_string()))
    }
}

fn failed(error: &str) -> Answer {
    (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"error": error})))
}

/// `GET /problems/PRB-1`: the state, and what may happen.
async fn show(State(service): State<Service>, Path(ticket): Path<String>) -> Answer {
    service
        .blocking(move |problem, journal| match restored(problem, journal, &ticket) {
            Ok(record) => (StatusCode::OK, Json(json!({"ticket": ticket, "state": record.state().id(), "sequence": record.sequence()}))),
            Err(error) => failed(&error),
        })
        .await
}

/// `POST /problems/PRB-1/submit`: lets an event happen.
async fn happen(State(service): State<Service>, Path((ticket, event)): Path<(String, String)>, Json(request): Json<Request>) -> Answer {
    service
        .blocking(move |problem, journal| {
            let Some(event) = problem.event(&event) else {
                return (StatusCode::NOT_FOUND, Json(json!({"error": format!("there is no event `{event}`")})));
            };
            let mut record = match restored(problem, journal, &ticket) {
                Ok(record) => record,
                Err(error) => return failed(&error),
            };
            let context = context(request);
            match record.apply_and_keep(&ticket, event, &context, journal) {
                Ok(applied) => {
                    // Effects are for the application to carry out, now that the event is kept.
                    let effects = applied.transition.and_then(|id| problem.get_transition(id)).map(|transition| transition.effects().to_vec());
                    let state = record.state().id();
                    (StatusCode::OK, Json(json!({"state": state, "sequence": applied.sequence, "to do": effects.unwrap_or_default()})))
                }
                Err(RecordError::Refused(refusal)) => {
                    let reasons: Vec<String> = refusal.reasons().map(ToString::to_string).collect();
                    let open = record.allowed(&context).into_iter().filter(|choice| choice.is_open());
                    let allowed: Vec<&str> = open.filter_map(|choice| problem.get_event(choice.event)).map(|event| event.id()).collect();
                    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"refused": reasons, "allowed": allowed})))
                }
                // Another program that writes to the same file was faster: the client looks again.
                Err(RecordError::Journal(conflict @ JournalError::Conflict { .. })) => {
                    (StatusCode::CONFLICT, Json(json!({"error": conflict.to_string()})))
                }
                Err(other) => failed(&other.to_string()),
            }
        })
        .await
}

fn context(request: Request) -> Context {
    let context = Context::new().with_actor(request.actor).at(Timestamp::now());
    let context = request.roles.into_iter().fold(context, Context::with_role);
    let context = request.fields.into_iter().fold(context, |context, (name, value)| context.changing(name, Value::Null, value));
    match request.reason {
        Some(reason) => context.because(reason),
        None => context,
    }
}

/// The ticket as the journal left it; one that the journal does not know begins.
fn restored(problem: &Lifecycle, journal: &SqliteJournal, ticket: &str) -> Result<Instance, String> {
    let history = journal.history(ticket).map_err(|error| error.to_string())?;
    Instance::from_history(problem, &history).map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stays = std::env::args().nth(1);
    let folder = tempfile::tempdir()?;
    let path = if stays.is_some() { "problems.sqlite".into() } else { folder.path().join("problems.sqlite") };
    let service = Service { problem: Catalog::builtin().lifecycle("neutral:problem")?, journal: Arc::new(Mutex::new(SqliteJournal::open(path)?)) };
    let router = Router::new().route("/problems/{ticket}", get(show)).route("/problems/{ticket}/{event}", post(happen)).with_state(service);
    let listener = TcpListener::bind(stays.as_deref().unwrap_or("127.0.0.1:0")).await?;
    let address = listener.local_addr()?;
    println!("listening on {address}");
    if stays.is_some() {
        return Ok(axum::serve(listener, router).await?);
    }
    tokio::spawn(async move { axum::serve(listener, router).await });

    let ann = json!({"actor": "ann", "roles": ["problem-manager"]});
    println!("{}", send(address, "GET", "/problems/PRB-1", None).await?);
    println!("{}", send(address, "POST", "/problems/PRB-1/close", Some(&ann)).await?);
    println!("{}", send(address, "POST", "/problems/PRB-1/no-such-event", Some(&ann)).await?);
    // Twenty requests at once for one event: one happens.
    let submit = json!({"actor": "ann", "roles": ["problem-manager"], "fields": {"category": "network"}, "reason": "Three incidents in a week"});
    let submit = Arc::new(submit);
    let mut all = Vec::new();
    for _ in 0..20 {
        let submit = Arc::clone(&submit);
        all.push(tokio::spawn(
            async move { send(address, "POST", "/problems/PRB-1/submit", Some(&submit)).await.map_err(|error| error.to_string()) },
        ));
    }
    let mut won = 0;
    for request in all {
        won += usize::from(request.await??.starts_with("200"));
    }
    println!("20 requests at once, {won} accepted");
    if won != 1 {
        return Err("exactly one should have been".into());
    }
    println!("{}", send(address, "GET", "/problems/PRB-1", None).await?);
    Ok(())
}

/// A request over a connection of its own; the status and the body of the answer.
async fn send(address: std::net::SocketAddr, method: &str, path: &str, body: Option<&Json_>) -> Result<String, Box<dyn std::error::Error>> {
    let body = body.map(ToString::to_string).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all((head + &body).as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    Ok(format!("{status} {body}"))
}
