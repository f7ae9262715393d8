//! Cases: requests, what the host knows, and ledgers, as documents.

use super::charter::Charter;
use super::random::Random;
use super::world::{AGENTS, DOMAINS, Field, Kind, Object, PEOPLE, ROLES, Signal, TEMPERS, TEXTS, World};
use jiff::ToSpan as _;
use serde_json::{Map, Value as Json, json};

/// Where the clock stands: usual days, and the days on which clocks are changed.
const NOWS: [&str; 6] = [
    "2026-03-02T09:00:00Z",
    "2026-03-29T01:30:00Z",
    "2026-10-25T01:15:00Z",
    "2026-03-01T00:00:00Z",
    "2026-02-28T23:59:59.999999999Z",
    "2026-12-31T23:30:00Z",
];

/// Within the hours of calendars that charters count in.
const AT_WORK: [&str; 2] = ["2026-03-02T09:00:00Z", "2026-03-01T00:00:00Z"];

const CONTACTS: [&str; 2] = ["jane", "joe"];
const ACCOUNTS: [&str; 2] = ["acme", "initech"];
const OPPORTUNITIES: [&str; 1] = ["deal"];

const REQUESTS: [&str; 18] = [
    "send_email",
    "send_email",
    "send_email",
    "enrich",
    "enrich",
    "review",
    "update Contact",
    "update Contact",
    "update Opportunity",
    "update Account",
    "create Contact",
    "delete Contact",
    "read Contact",
    "export Contact",
    "merge Contact",
    "merge Contact",
    "blend",
    "assign",
];

/// A case for a charter.
pub(crate) fn case(charter: &Charter, random: &mut Random) -> Json {
    let world = &charter.world;
    let of_work = says(charter, "of office_hours") || says(charter, "of weekends");
    let nows = if of_work && random.chance(50) { AT_WORK.as_slice() } else { &NOWS };
    let now: jiff::Timestamp = random.pick(nows).parse().expect("these are instants");
    let action = asked(charter, random);
    let mut objects = objects(world, random);
    if random.chance(if says(charter, "older than") { 50 } else { 15 }) {
        created_just_so_long_ago(&mut objects, now, random);
    }
    let (request, knows) = request(world, action, random);
    let mut host = document([("agent", json!(agent(random))), ("objects", objects.clone())]);
    if random.chance(90) {
        host["knows"] = knows;
    }
    if random.chance(80) {
        host["session"] = json!(random.pick(&SESSIONS));
    }
    around(&mut host, now, random);
    if random.chance(12) {
        by_a_person(&mut host, random);
    }
    if random.chance(60) {
        host["provenance"] = provenance(&host["objects"], now, random);
    }
    let wanted = Wanted { action, contact: contact(&request) };
    let mut events: Vec<Json> = match history(charter, random) {
        History::Exchange => exchange(&objects, now, wanted, random),
        History::Run => run(charter, &objects, now, wanted, random),
        History::United => united(world, &objects, now, random),
        History::Courses => courses(charter, &objects, now, wanted, random),
        History::Any => {
            (0..random.below(7)).map(|number| event(world, &objects, now, number, random)).collect()
        }
    };
    report(&mut events, random);
    let at = json!(now.to_string());
    let mut case = document([("at", at), ("request", request), ("host", host), ("ledger", events.into())]);
    if random.chance(8) {
        case["halted"] = halted(random);
    }
    if random.chance(30) {
        // Deadlines are of four hours and of a day, and a queue's of two.
        let hours = *random.pick(&[0, 3, 4, 5, 24, 27, 28, 29, 48, 76, 100]);
        let asked = now - jiff::SignedDuration::from_hours(hours)
            + jiff::SignedDuration::from_nanos(random.below(2) as i64);
        case["asked"] = json!(asked.to_string());
    }
    case
}

/// A document of these parts, which `json!` would copy.
fn document<const N: usize>(parts: [(&str, Json); N]) -> Json {
    parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect::<Map<_, _>>().into()
}

/// What is asked for: mostly something that a rule is on.
fn asked(charter: &Charter, random: &mut Random) -> &'static str {
    let is_on = |action: &&'static str| {
        let clause = format!("on {action}");
        charter.rules.iter().any(|rule| rule.clauses.iter().any(|it| it.starts_with(&clause)))
    };
    let ruled: Vec<&'static str> = REQUESTS.into_iter().filter(is_on).collect();
    if ruled.is_empty() || random.chance(25) { random.word(&REQUESTS) } else { random.word(&ruled) }
}

/// What is asked for, so that the ledger can have the like of it.
#[derive(Clone, Copy)]
struct Wanted {
    action: &'static str,
    /// The contact that it is on, where it is on one.
    contact: Option<&'static str>,
}

impl Wanted {
    /// Mostly the contact that the request is on.
    fn someone(self, random: &mut Random) -> &'static str {
        self.contact.filter(|_| random.chance(70)).unwrap_or_else(|| random.word(&CONTACTS))
    }

    /// Often the action that is asked for, where it is one that agents do.
    fn done(self, random: &mut Random) -> Option<&'static str> {
        DONE.into_iter().find(|done| *done == self.action).filter(|_| random.chance(50))
    }
}

fn contact(request: &Json) -> Option<&'static str> {
    CONTACTS.into_iter().find(|contact| request["target"] == *contact)
}

/// What a ledger is mostly of.
#[derive(Clone, Copy)]
enum History {
    Exchange,
    Run,
    United,
    Courses,
    Any,
}

/// Half the time what the rules of a charter ask about.
fn history(charter: &Charter, random: &mut Random) -> History {
    let asked = [
        (History::Exchange, ["bounce_rate", "hard_bounces"].as_slice()),
        (History::Run, &["among the last", " since ", "warm_replies"]),
        (History::United, &["until released"]),
        (History::Courses, &[" requested", " waiting", " approved", " refused", "in flight"]),
    ];
    let is_asked = |words: &[&str]| words.iter().any(|words| says(charter, words));
    let asked: Vec<History> =
        asked.into_iter().filter(|(_, words)| is_asked(words)).map(|(history, _)| history).collect();
    if !asked.is_empty() && random.chance(50) {
        return *random.pick(&asked);
    }
    match random.below(100) {
        0..15 => History::Exchange,
        15..45 => History::Run,
        45..60 => History::Courses,
        _ => History::Any,
    }
}

/// Contacts that are as old as charters ask whether they are, to the nanosecond.
fn created_just_so_long_ago(objects: &mut Json, now: jiff::Timestamp, random: &mut Random) {
    let hours = jiff::SignedDuration::from_hours(*random.pick(&[1, 3, 24]));
    let created = shifted(now.checked_sub(hours).unwrap_or(now), random.below(3) as i64 - 1);
    for contact in objects["Contact"].as_object_mut().into_iter().flat_map(|contacts| contacts.values_mut()) {
        contact["created"] = json!(created);
    }
}

/// Where single values come from, and when they were read.
fn provenance(objects: &Json, now: jiff::Timestamp, random: &mut Random) -> Json {
    let outsiders = random.chance(40);
    let mut said = objects.clone();
    let instances = said.as_object_mut().into_iter().flat_map(|of| of.values_mut());
    for fields in instances.filter_map(Json::as_object_mut).flat_map(|ids| ids.values_mut()) {
        for value in fields.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
            *value = json!({});
            if random.chance(85) {
                let read = [now, now - 1.hour(), now - 1.hour() - 1.nanosecond(), now + 1.minute()];
                value["as_of"] = json!(random.pick(&read).to_string());
            }
            if random.chance(40) {
                let by = if random.chance(5) { "outreach" } else { random.word(&PEOPLE) };
                value["endorsed_by"] = json!([{ "id": by, "roles": random.some(&ROLES) }]);
            }
            if outsiders && random.chance(20) {
                value["from"] = json!("external");
            }
        }
    }
    said
}

/// Where the agent runs and for whom it acts, as far as the host says.
fn around(host: &mut Json, now: jiff::Timestamp, random: &mut Random) {
    if random.chance(75) {
        host["environment"] = json!(random.pick(&["sandbox", "production", "production", "staging"]));
    }
    let person = *random.pick(&PEOPLE);
    match random.below(5) {
        0 => host["on_behalf_of"] = Json::Null,
        1 => host["on_behalf_of"] = json!(person),
        2 | 3 => {
            let mut delegation = json!({ "person": person });
            if random.chance(80) {
                delegation["roles"] = json!(random.some(&ROLES));
            }
            if random.chance(40) {
                let until = random.pick(&[now - 1.hour(), now, now + 1.hour()]).to_string();
                delegation["until"] = json!(until);
            }
            host["on_behalf_of"] = delegation;
        }
        _ => {}
    }
}

/// What somebody has halted.
fn halted(random: &mut Random) -> Json {
    json!([match random.below(8) {
        0 => json!({ "agent": random.pick(&AGENTS), "by": "omar" }),
        1 => json!({ "team": random.pick(&["emea_sdr", "gone"]) }),
        2 => json!({ "action": random.pick(&["send_email", "update Contact"]) }),
        3 => json!({ "everything": true }),
        _ => json!({ "segment": random.pick(&["enterprise", "tiny", "gone"]), "because": "a complaint" }),
    }])
}

/// A person asks, and no agent.
fn by_a_person(host: &mut Json, random: &mut Random) {
    let person = if random.chance(3) { "outreach" } else { random.word(&PEOPLE) };
    let asks = match random.below(4) {
        0 => json!(person),
        1 => json!({ "id": person }),
        _ => json!({ "id": person, "roles": random.some(&ROLES) }),
    };
    let Some(host) = host.as_object_mut() else { return };
    host.retain(|key, _| !["agent", "on_behalf_of"].contains(&key.as_str()));
    host.insert("person".to_owned(), asks);
}

const SESSIONS: [&str; 2] = ["morning", "evening"];

fn agent(random: &mut Random) -> &'static str {
    if random.chance(2) { "stranger" } else { random.word(&AGENTS) }
}

fn objects(world: &World, random: &mut Random) -> Json {
    json!({
        "Account": instances(world.object("Account"), &ACCOUNTS, world, random),
        "Contact": instances(world.object("Contact"), &CONTACTS, world, random),
        "Opportunity": instances(world.object("Opportunity"), &OPPORTUNITIES, world, random),
    })
}

fn instances(object: &Object, ids: &[&str], world: &World, random: &mut Random) -> Json {
    let present = ids.iter().filter(|_| random.chance(93)).collect::<Vec<_>>();
    present
        .into_iter()
        .map(|id| ((*id).to_owned(), fields(&object.fields, world, random)))
        .collect::<Map<_, _>>()
        .into()
}

/// Facts for fields: most known, some absent, null, or of the wrong type.
fn fields(of: &[Field], world: &World, random: &mut Random) -> Json {
    let mut facts = Map::new();
    for field in of {
        if let Some(value) = fact(field, world, random) {
            facts.insert(field.name.to_owned(), value);
        }
    }
    facts.into()
}

fn fact(field: &Field, world: &World, random: &mut Random) -> Option<Json> {
    match random.below(100) {
        0..8 => None,
        8..13 => Some(Json::Null),
        13..16 => Some(misfit(&field.kind, random)),
        _ if field.optional && random.chance(20) => Some(Json::Null),
        _ => Some(value(&field.kind, world, random)),
    }
}

fn misfit(kind: &Kind, random: &mut Random) -> Json {
    match kind {
        Kind::Money if random.chance(50) => json!({"amount": 5, "currency": "EUR"}),
        Kind::Number | Kind::Percent if random.chance(50) => json!(1e30),
        Kind::Number | Kind::Percent if random.chance(50) => json!("0.0000000001"),
        _ => random.pick(&[json!({"x": 1}), json!([true]), json!("not a value"), json!("")]).clone(),
    }
}

/// A value, often at a constant that charters compare with, or one unit beside it.
fn value(kind: &Kind, world: &World, random: &mut Random) -> Json {
    match kind {
        Kind::Text => {
            json!(random.pick(&[TEXTS.as_slice(), &["vice Head of sales", "BANKING", "", "Größe"]].concat()))
        }
        Kind::Number => decimal(&["0", "1", "3", "10", "1000", "0.5", "-2", "2"], random),
        Kind::Percent => match random.below(3) {
            0 => json!(random.pick(&["5%", "10%", "12.5%", "0%"])),
            _ => decimal(&["0.05", "0.1", "0.125", "0", "1", "0.2"], random),
        },
        Kind::Money => {
            json!({"amount": decimal(&["0", "100", "1000", "0.01", "250.5", "-1"], random), "currency": "USD"})
        }
        Kind::YesNo => json!(random.chance(50)),
        Kind::Date => {
            json!(random.pick(&["2026-03-01", "2026-03-02", "2026-03-03", "2025-12-31", "2026-02-28"]))
        }
        Kind::Instant => json!(instant(random)),
        Kind::Zone => {
            json!(random.pick(&["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Mars/Olympus"]))
        }
        Kind::Duration => {
            json!(random.pick(&["PT1H", "PT24H", "PT168H", "PT90M", "PT1H0.000000001S", "PT0S"]))
        }
        Kind::Email => json!(random.pick(&[
            "jane@acme.com",
            "JOE@Mail.Acme.com.",
            "joe@evilacme.com",
            "x@example.org",
            "jim@shop.acme.co.uk",
            "JANE+news@acme.com",
            "+x@acme.com",
            "joe@acme.co.uk",
            "y@co.uk",
            "z@10.0.0.1",
            "jane@bücher.example",
            "a@b@acme.com",
        ])),
        Kind::Domain => json!(
            random.pick(
                &[
                    DOMAINS.as_slice(),
                    &["ACME.com.", "a..b", "xn--bcher-kva.example", "shop.acme.co.uk", "co.uk"]
                ]
                .concat()
            )
        ),
        Kind::Person => json!(random.pick(&PEOPLE)),
        Kind::OneOf(values) => json!(random.pick(values)),
        Kind::Tags => {
            let tag = |random: &mut Random| match random.below(12) {
                // Nobody knows what stands there.
                0 => json!(7),
                _ => json!(random.pick(&TEXTS)),
            };
            (0..random.below(4)).map(|_| tag(random)).collect()
        }
        Kind::Claims => (0..random.below(4)).map(|_| claim(world, random)).collect(),
        Kind::Object("Account") => json!(random.pick(&["acme", "acme", "initech", "nowhere"])),
        Kind::Object(_) => json!(random.pick(&CONTACTS)),
    }
}

fn claim(world: &World, random: &mut Random) -> Json {
    if random.chance(5) { json!("no claim") } else { fields(&world.claim, world, random) }
}

fn decimal(constants: &[&str], random: &mut Random) -> Json {
    let constant = *random.pick(constants);
    match random.below(12) {
        0 => json!("999999999999999999999999999"),
        1 | 2 if !constant.contains('.') => json!(format!("{constant}.000000001")),
        3 if constant == "1000" => json!("999.999999999"),
        4 if constant == "10" => json!("9.999999999"),
        5 if constant.parse::<i64>().is_ok() => json!(constant.parse::<i64>().unwrap_or_default()),
        _ => json!(constant),
    }
}

fn instant(random: &mut Random) -> String {
    let base: jiff::Timestamp = random
        .pick(&[
            "2026-03-02T08:00:00Z",
            "2026-03-01T09:00:00Z",
            "2026-02-01T00:00:00Z",
            "2026-02-23T09:00:00Z",
            "2026-03-29T01:30:00Z",
        ])
        .parse()
        .expect("these are instants");
    shifted(base, random.below(3) as i64 - 1)
}

fn shifted(from: jiff::Timestamp, nanoseconds: i64) -> String {
    from.checked_add(jiff::SignedDuration::from_nanos(nanoseconds)).unwrap_or(from).to_string()
}

fn request(world: &World, action: &str, random: &mut Random) -> (Json, Json) {
    let mut request = json!({ "id": "r", "action": action });
    if let Some(declared) = world.action(action) {
        request["target"] = targets(declared.object, declared.second, random);
        for (part, of) in [("takes", &declared.takes), ("says", &declared.says)] {
            request[part] = fields(of, world, random);
        }
        return (request, fields(&declared.knows, world, random));
    }
    let (verb, object) = action.split_once(' ').unwrap_or((action, "Contact"));
    let object = world.object(object);
    match verb {
        "create" => {}
        "merge" => request["target"] = targets(object.name, Some(object.name), random),
        _ => request["target"] = targets(object.name, None, random),
    }
    match verb {
        "update" | "create" => request["new"] = new_values(object, verb == "update", world, random),
        "read" | "export" => {
            let names: Vec<&str> = object.fields.iter().map(|field| field.name).collect();
            request["fields"] = json!(random.some(&names).into_iter().take(3).collect::<Vec<_>>());
            for key in ["filtered_by", "sorted_by"] {
                if random.chance(20) {
                    request[key] = json!([random.pick(&names)]);
                }
            }
        }
        _ => {}
    }
    (request, json!({}))
}

/// New values, for an update mostly of fields that some scope lets agents write.
fn new_values(object: &Object, update: bool, world: &World, random: &mut Random) -> Json {
    let mut values = Map::new();
    for field in &object.fields {
        let likely = if !update {
            85
        } else if field.writable {
            50
        } else {
            6
        };
        if random.chance(likely) {
            let given = fact(field, world, random).unwrap_or(Json::Null);
            values.insert(field.name.to_owned(), given);
        }
    }
    values.into()
}

/// What a request is on: one, now and then several, or two.
fn targets(object: &str, second: Option<&str>, random: &mut Random) -> Json {
    match second {
        None if random.chance(15) => {
            let ids: Vec<&str> = match object {
                "Account" => ACCOUNTS.to_vec(),
                "Opportunity" => OPPORTUNITIES.to_vec(),
                _ => [CONTACTS.as_slice(), &["jim"]].concat(),
            };
            json!(random.some(&ids))
        }
        None => json!(target(object, random)),
        Some(other) if other == object && random.chance(95) => {
            let first = target(object, random);
            let ids = if object == "Account" { ACCOUNTS } else { CONTACTS };
            json!([first, ids.into_iter().find(|id| *id != first)])
        }
        Some(other) => json!([target(object, random), target(other, random)]),
    }
}

fn target(object: &str, random: &mut Random) -> &'static str {
    match object {
        "Account" => random.word(&ACCOUNTS),
        "Opportunity" => random.word(&OPPORTUNITIES),
        _ => random.word(&CONTACTS),
    }
}

const LENGTHS: [i64; 6] = [3_600, 86_400, 2 * 86_400, 5 * 86_400, 7 * 86_400, 30 * 86_400];

/// When an event was: at the edges of windows and periods, right before and after them, at any other time, or yet to come.
fn moment(now: jiff::Timestamp, random: &mut Random) -> String {
    let beside = random.below(3) as i64 - 1;
    match random.below(10) {
        0..5 => {
            let ago = jiff::SignedDuration::from_secs(*random.pick(&LENGTHS));
            shifted(now.checked_sub(ago).unwrap_or(now), beside)
        }
        5 => shifted(now, beside),
        6 => {
            let zone = *random.pick(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]);
            let here = now.in_tz(zone).expect("these are zones");
            let start = here.start_of_day().expect("days begin");
            let start = if random.chance(40) { start.first_of_month().expect("so do months") } else { start };
            shifted(start.timestamp(), beside)
        }
        7 => shifted(now, 3_600_000_000_000),
        _ => {
            let ago = jiff::SignedDuration::from_secs(random.below(40 * 86_400) as i64);
            now.checked_sub(ago).unwrap_or(now).to_string()
        }
    }
}

fn event(world: &World, objects: &Json, now: jiff::Timestamp, number: usize, random: &mut Random) -> Json {
    let at = moment(now, random);
    let known = match random.below(10) {
        0 => None,
        1 | 2 => Some(self::objects(world, random)),
        _ => Some(objects.clone()),
    };
    match random.below(12) {
        0 => release(at, random),
        10 | 11 => merge(at, known, number, random),
        1..5 => signal(world, random.pick(&world.signals), &at, known, number, random),
        _ => {
            let name = random.word(&DONE);
            did(world, name, &at, known, number, random)
        }
    }
}

/// One object becomes another, and its history goes with it.
fn merge(at: String, known: Option<Json>, number: usize, random: &mut Random) -> Json {
    let (did, object) = *random.pick(&[
        ("merge Contact", "Contact"),
        ("merge Contact", "Contact"),
        ("merge Account", "Account"),
    ]);
    let target = targets(object, Some(object), random);
    let mut event = json!({
        "at": at, "did": did, "id": format!("e{number}"), "target": target, "agent": agent(random),
    });
    event["facts"] = document([("objects", known.unwrap_or_default())]);
    event
}

/// Emails to one contact and bounces from it, half days apart: which bounce belongs to which email, and whether it came in
/// time, makes all the difference to a share.
fn exchange(objects: &Json, now: jiff::Timestamp, wanted: Wanted, random: &mut Random) -> Vec<Json> {
    let contact = wanted.someone(random);
    let moment = |random: &mut Random| {
        let ago = jiff::SignedDuration::from_hours(12 * random.between(0, 20) as i64);
        now.checked_sub(ago).unwrap_or(now).to_string()
    };
    let emails = random.between(2, 5);
    let mut events: Vec<Json> = Vec::new();
    for number in 0..emails + random.between(1, 4) {
        let at = moment(random);
        let mut event = if number < emails {
            json!({
                "at": at, "did": "send_email", "id": format!("e{number}"), "agent": agent(random), "target": contact,
            })
        } else {
            json!({
                "at": at, "signal": "bounced", "about": contact, "id": format!("s{number}"),
                "fields": { "kind": random.pick(&[json!("hard"), json!("hard"), json!("soft"), json!(null)]) },
            })
        };
        event["facts"] = document([("objects", objects.clone())]);
        events.push(event);
    }
    events
}

/// A run of a few kinds of event about one contact, hours apart: which of them are the last, what came since, and
/// who released what, makes the difference.
fn run(
    charter: &Charter,
    objects: &Json,
    now: jiff::Timestamp,
    wanted: Wanted,
    random: &mut Random,
) -> Vec<Json> {
    let (world, contact) = (&charter.world, wanted.someone(random));
    let all = ["replied", "bounced", "send_email", "enrich", "update Contact"];
    let clauses = || charter.rules.iter().flat_map(|rule| &rule.clauses);
    let of_the_last =
        |kind: &str| clauses().any(|clause| clause.contains(kind) && clause.contains("among the last"));
    let mut kinds: Vec<&&str> = all.iter().filter(|kind| of_the_last(kind) && random.chance(60)).collect();
    let done = wanted.done(random);
    if kinds.is_empty() {
        kinds = random.some(&all);
        kinds.extend(&done);
    }
    let events = (0..random.between(3, 8)).map(|number| {
        let at = lately(now, random);
        let known = random.chance(75).then(|| objects.clone());
        let kind = **random.pick(&kinds);
        let is_signal = ["replied", "bounced"].contains(&kind);
        if is_signal && random.chance(35) {
            return json!({"at": at, "release": kind, "about": contact, "role": random.pick(&ROLES)});
        }
        let (mut event, subject) = match world.signals.iter().find(|signal| signal.name == kind) {
            Some(of) => (signal(world, of, &at, known, number, random), "about"),
            None => (did(world, kind, &at, known, number, random), "target"),
        };
        if event[subject].is_string() {
            event[subject] = json!(contact);
        }
        event
    });
    events.collect()
}

/// Signals of one kind about two contacts, some of them released, and one of the two becomes the other: what was released
/// before that stays so, and what was not is lifted by what comes after.
fn united(world: &World, objects: &Json, now: jiff::Timestamp, random: &mut Random) -> Vec<Json> {
    let kind = *random.pick(&["replied", "bounced"]);
    let of = world.signals.iter().find(|signal| signal.name == kind).expect("it is a signal");
    let others = random.between(2, 4);
    let merged = random.between(1, others);
    let events = (0..=others).map(|number| {
        let (at, contact) = (lately(now, random), random.word(&CONTACTS));
        if number == merged {
            let mut merge = merge(at, Some(objects.clone()), number, random);
            merge["did"] = json!("merge Contact");
            merge["target"] = targets("Contact", Some("Contact"), random);
            return merge;
        }
        if random.chance(40) {
            return json!({"at": at, "release": kind, "about": contact, "role": random.pick(&ROLES)});
        }
        let mut event = signal(world, of, &at, Some(objects.clone()), number, random);
        event["about"] = json!(contact);
        event
    });
    events.collect()
}

/// At some time of the last days, eight hours from the next.
fn lately(now: jiff::Timestamp, random: &mut Random) -> String {
    let ago = jiff::SignedDuration::from_hours(8 * random.below(12) as i64);
    now.checked_sub(ago).unwrap_or(now).to_string()
}

/// Whether a rule of a charter says something.
fn says(charter: &Charter, words: &str) -> bool {
    charter.rules.iter().flat_map(|rule| &rule.clauses).any(|clause| clause.contains(words))
}

/// What agents asked for, and how far each has come.
fn courses(
    charter: &Charter,
    objects: &Json,
    now: jiff::Timestamp,
    wanted: Wanted,
    random: &mut Random,
) -> Vec<Json> {
    let (world, contact) = (&charter.world, wanted.someone(random));
    let mut events = Vec::new();
    // What rules ask how far it has come, and how far.
    let asked: Vec<(&'static str, &'static str)> = ["send_email", "enrich", "update Contact"]
        .into_iter()
        .flat_map(|name| ["requested", "waiting", "approved", "refused"].map(|state| (name, state)))
        .filter(|(name, state)| {
            says(charter, &format!("{name} {state}")) || says(charter, &format!("{name}: title {state}"))
        })
        .collect();
    for number in 0..random.between(1, 4) {
        let some = random.word(&["send_email", "send_email", "enrich", "update Contact"]);
        let wanted_state = (!asked.is_empty() && random.chance(70)).then(|| *random.pick(&asked));
        let (name, state) = match wanted_state {
            Some((name, state)) => (name, Some(state)),
            None => (wanted.done(random).unwrap_or(some), None),
        };
        let known = random.chance(80).then(|| objects.clone());
        let mut asked = did(world, name, &moment(now, random), known, number, random);
        if asked["target"].is_string() && random.chance(70) {
            asked["target"] = json!(contact);
        }
        let courses: [&[&str]; 9] = [
            &["requested"],
            &["requested", "did"],
            &["requested", "waiting"],
            &["waiting"],
            &["requested", "waiting", "approved", "did"],
            &["waiting", "refused"],
            &["requested", "refused"],
            &["waiting", "settled"],
            &["approved", "waiting"],
        ];
        let of_it: Vec<&[&str]> =
            courses.into_iter().filter(|course| state.is_none_or(|state| course.contains(&state))).collect();
        for said in *random.pick(&of_it) {
            let mut event = asked.clone();
            let action = event.as_object_mut().and_then(|event| event.remove("did")).unwrap_or_default();
            event[*said] = action;
            if *said == "waiting" && random.chance(50) {
                event["until"] = json!(moment(now, random));
            }
            events.push(event);
        }
    }
    // What belongs to two requests comes in mixed, in its order each.
    if random.chance(40) {
        let later = events.split_off(random.below(events.len()));
        events.splice(0..0, later);
    }
    events
}

/// What came of some of it, told once or twice, and now and then before it was done.
fn report(events: &mut Vec<Json>, random: &mut Random) {
    let ids: Vec<Json> =
        events.iter().filter(|event| event.get("did").is_some()).map(|event| event["id"].clone()).collect();
    for id in ids.iter().filter(|_| random.chance(60)).cloned().collect::<Vec<_>>() {
        for _ in 0..random.between(1, 2) {
            let report = random.pick(&["succeeded", "failed"]);
            let place = if random.chance(80) { events.len() } else { random.below(events.len()) };
            events.insert(place, json!({ "at": "2026-03-02T08:00:00Z", "report": report, "id": id }));
        }
    }
}

fn release(at: String, random: &mut Random) -> Json {
    let (signal, about) = match random.below(3) {
        0 => ("churned", *random.pick(&ACCOUNTS)),
        1 => ("bounced", *random.pick(&CONTACTS)),
        _ => ("replied", *random.pick(&CONTACTS)),
    };
    json!({"at": at, "release": signal, "about": about, "role": random.pick(&ROLES)})
}

fn signal(
    world: &World,
    signal: &Signal,
    at: &str,
    known: Option<Json>,
    number: usize,
    random: &mut Random,
) -> Json {
    let mut carried = fields(&signal.fields, world, random);
    if signal.name == "replied" && random.chance(50) {
        carried["sentiment"] = json!(random.pick(&TEMPERS));
    }
    let mut event = json!({
        "at": at, "signal": signal.name, "about": target(signal.about, random), "id": format!("s{number}"), "fields": carried,
    });
    if number > 0 && random.chance(25) {
        event["follows"] = json!(format!("e{}", random.below(number)));
    }
    if let Some(objects) = known {
        event["facts"] = document([("objects", objects)]);
    }
    event
}

const DONE: [&str; 12] = [
    "send_email",
    "send_email",
    "send_email",
    "enrich",
    "enrich",
    "review",
    "update Contact",
    "delete Contact",
    "merge Contact",
    "merge Account",
    "blend",
    "assign",
];

fn did(world: &World, name: &str, at: &str, known: Option<Json>, number: usize, random: &mut Random) -> Json {
    let (request, knows) = request(world, name, random);
    let mut event = json!({ "at": at, "did": name, "id": format!("e{number}"), "target": request["target"] });
    if !["merge Contact", "merge Account", "blend", "assign"].contains(&name)
        && let Some(first) = request["target"].get(0)
    {
        // What was done to several is on record once for each.
        event["target"] = first.clone();
    }
    match random.below(100) {
        0..12 => event["person"] = json!(random.pick(&PEOPLE)),
        12..92 => event["agent"] = json!(agent(random)),
        _ => {}
    }
    if let Some(objects) = known {
        let mut facts = document([("objects", objects), ("knows", knows)]);
        if random.chance(50) {
            facts["provenance"] = provenance(&facts["objects"], at.parse().expect("an instant"), random);
        }
        for part in ["takes", "says", "new"] {
            if let Some(given) = request.get(part) {
                facts[part] = given.clone();
            }
        }
        if random.chance(85) {
            facts["session"] = json!(random.pick(&SESSIONS));
        }
        event["facts"] = facts;
    }
    event
}
