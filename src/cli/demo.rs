//! `hospice-capacity demo`: a lively register of eight fictional houses.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::serve::serve;
use super::token::expiry;
use super::{Failure, block_on, start};
use crate::app::App;
use crate::app::example::{Filling, fill};
use crate::app::import_houses::{Description, import_houses};
use crate::app::tokens::{NewToken, authenticate, create};
use crate::config::{Config, MAIL};
use crate::domain::access::{Issuer, Role};
use crate::domain::calendar::days_before;
use crate::domain::code::Coded;
use crate::domain::text::{Id, Name};
use crate::http::read_json;
use crate::store::Address;

const NETWORK: &str = include_str!("../../examples/network.json");
/// Two years.
const DAYS: u32 = 730;
const SEED: u64 = 20_261_122;
/// The house of the example's reporter.
const HOUSE: &str = "de-linde";

/// What the simulation starts from; kept, so that later starts go on with the same one.
#[derive(Serialize, Deserialize)]
struct Beginning {
    first: chrono::NaiveDate,
    seed: u64,
}

pub(super) fn run(listen: &str, data: &Path) -> Result<(), Failure> {
    fs::create_dir_all(data)
        .map_err(|error| Failure(vec![format!("{} cannot be made: {error}", data.display())]))?;
    let config = Config {
        database: Address::Sqlite(data.join("register.db")),
        listen: listen.to_owned(),
        ..Config::read(of_mail).map_err(Failure)?
    };
    let (app, view) = start(&config, true)?;
    block_on(async {
        fill_register(&app, data).await?;
        let tokens = tokens(&app, &data.join("tokens.json")).await?;
        serve(&config, app, view, |address| announce(address, &tokens, data)).await
    })
}

/// Of the environment the demo takes how to mail, and nothing else.
fn of_mail(name: &str) -> Option<String> {
    MAIL.contains(&name).then(|| std::env::var(name).ok()).flatten()
}

async fn fill_register(app: &App, data: &Path) -> Result<(), Failure> {
    if crate::app::houses::list(app, app.today()).await?.is_empty() {
        let description: Description = read_json(NETWORK.as_bytes())
            .map_err(|faults| Failure(vec![format!("the example network is faulty: {faults:?}")]))?;
        let faults = import_houses(app, description, example()?).await?;
        if !faults.is_empty() {
            return Err(Failure(vec![format!(
                "the example network is faulty: {faults:?}"
            )]));
        }
    }
    let file = data.join("demo.json");
    let beginning = if let Ok(text) = fs::read_to_string(&file) {
        serde_json::from_str(&text)
            .map_err(|error| Failure(vec![format!("{} cannot be read: {error}", file.display())]))?
    } else {
        let beginning = Beginning {
            first: days_before(app.today(), DAYS),
            seed: SEED,
        };
        write_whole(&file, &serde_json::to_string_pretty(&beginning)?)?;
        beginning
    };
    let filling = Filling {
        first: beginning.first,
        seed: beginning.seed,
    };
    let entered = fill(app, filling, example()?).await?;
    log::info!("{entered} simulated revisions entered");
    Ok(())
}

/// The tokens of the example, one for each role: made at the first start, read at later ones, and made anew
/// where one is no longer valid.
async fn tokens(app: &App, file: &Path) -> Result<Value, Failure> {
    let kept = fs::read_to_string(file).ok();
    if let Some(tokens) = kept.and_then(|text| serde_json::from_str(&text).ok())
        && are_valid(app, &tokens).await
    {
        return Ok(tokens);
    }
    let mut tokens = json!({});
    for role in Role::ALL {
        let is_reporter = *role == Role::Reporter;
        let houses = if is_reporter {
            Id::new(HOUSE).into_iter().collect()
        } else {
            Vec::new()
        };
        let new = NewToken {
            name: Name::new(&format!("demo {}", role.code())).ok_or_else(|| Failure(Vec::new()))?,
            role: *role,
            houses,
            expires_at: expiry(app, None),
        };
        let (_, text) = create(app, Issuer::Operator, new).await?;
        let mut token = json!({"token": text.reveal()});
        if is_reporter && let Some(members) = token.as_object_mut() {
            members.insert("houseId".to_owned(), json!(HOUSE));
        }
        if let Some(members) = tokens.as_object_mut() {
            members.insert(role.code().to_owned(), token);
        }
    }
    write_whole(file, &serde_json::to_string_pretty(&tokens)?)?;
    Ok(tokens)
}

async fn are_valid(app: &App, tokens: &Value) -> bool {
    for role in Role::ALL {
        let token = tokens
            .get(role.code())
            .and_then(|token| token.get("token")?.as_str());
        let Some(token) = token else { return false };
        if authenticate(app, token).await.is_err() {
            return false;
        }
    }
    true
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let unfinished = file.with_extension("unfinished");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&unfinished)?.write_all(text.as_bytes())?;
    fs::rename(unfinished, file)
}

fn announce(address: std::net::SocketAddr, tokens: &Value, data: &Path) {
    println!("The example network is served on http://{address}");
    println!("  free beds       http://{address}/");
    println!("  as an API       http://{address}/v1/availability");
    println!("  try the API     http://{address}/docs/index.html");
    println!("Personal links to sign in with, one for each role:");
    for (role, token) in tokens.as_object().into_iter().flatten() {
        let text = token.get("token").and_then(Value::as_str).unwrap_or_default();
        println!("  {role:<12} http://{address}/aanmelden#{text}");
    }
    println!(
        "Tokens, one for each role (also in {}):",
        data.join("tokens.json").display()
    );
    for (role, token) in tokens.as_object().into_iter().flatten() {
        let text = token.get("token").and_then(Value::as_str).unwrap_or_default();
        println!("  {role:<12} {text}");
    }
}

/// Under this name the simulation stands in the history.
fn example() -> Result<Name, Failure> {
    Name::new("Voorbeeld").ok_or_else(|| Failure(vec!["the example has no name".to_owned()]))
}
