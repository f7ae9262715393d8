//! What exists in a generated charter.

use super::random::Random;
use std::fmt::Write as _;

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Percent,
    Money,
    YesNo,
    Date,
    Instant,
    Zone,
    Duration,
    Email,
    Domain,
    Person,
    OneOf(&'static [&'static str]),
    Claims,
    /// A list of texts.
    Tags,
    Object(&'static str),
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// Whether scopes let agents update it; such a field is nothing that scopes may rely on.
    pub(crate) writable: bool,
    /// Whether it is known for an hour only.
    pub(crate) fresh: bool,
    /// Whether somebody outside writes it.
    pub(crate) external: bool,
}

/// An object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) variable: &'static str,
    pub(crate) fields: Vec<Field>,
}

/// A derived line of an object.
pub(crate) struct Derived {
    pub(crate) field: Field,
    /// What it stands for.
    says: &'static str,
    /// Whether it is more than a path.
    pub(crate) worked_out: bool,
}

impl Object {
    /// What it says of itself in terms of its fields.
    pub(crate) fn derived(&self) -> Vec<Derived> {
        let optional = |name: &str| self.fields.iter().any(|field| field.name == name && field.optional);
        let line = |name, kind, of: &[&str], says, worked_out| Derived {
            field: Field { optional: of.iter().any(|name| optional(name)), ..field(name, kind) },
            says,
            worked_out,
        };
        match self.name {
            "Contact" => vec![
                line("home", Kind::OneOf(&REGIONS), &["account"], "account.region", false),
                line("slack", Kind::Number, &["score"], "100 - score", true),
                line("eager", Kind::YesNo, &[], "slack > 97 and not legal_hold", true),
            ],
            "Opportunity" => vec![
                line("buyer", Kind::Object("Account"), &[], "account", false),
                line("net", Kind::Money, &["amount", "discount"], "amount - discount * amount", true),
            ],
            _ => Vec::new(),
        }
    }
}

/// An action that the charter declares.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) object: &'static str,
    /// What it is on beside, where it is on two.
    pub(crate) second: Option<&'static str>,
    /// What it leads to, where it does.
    pub(crate) leads_to: Option<&'static str>,
    pub(crate) takes: Vec<Field>,
    pub(crate) says: Vec<Field>,
    pub(crate) knows: Vec<Field>,
}

impl Action {
    /// What it is on, as declared.
    fn on(&self) -> String {
        match self.second {
            None => self.object.to_owned(),
            Some(other) if other == self.object => format!("{other} as left, {other} as right"),
            Some(other) => format!("{}, {other}", self.object),
        }
    }
}

/// A signal.
#[derive(Debug, Clone)]
pub(crate) struct Signal {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) fields: Vec<Field>,
}

/// Everything that exists.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) objects: Vec<Object>,
    pub(crate) claim: Vec<Field>,
    pub(crate) actions: Vec<Action>,
    pub(crate) signals: Vec<Signal>,
    /// Whether people endorse what agents have written.
    pub(crate) endorses: bool,
    /// Whether an agent is only watched.
    watches: bool,
}

/// A consequence that writes what people endorse.
pub(crate) const LED_STAGE: &str = "update Contact: stage";
pub(crate) const AGENTS: [&str; 3] = ["outreach", "enrichment", "deal_desk"];
pub(crate) const ROLES: [&str; 3] = ["sdr_manager", "revops", "deliverability"];
pub(crate) const TEXTS: [&str; 6] = ["banking", "insurance", "health care", "CEO", "Head of Sales", "sales"];
pub(crate) const DOMAINS: [&str; 4] = ["acme.com", "mail.acme.com", "evilacme.com", "example.org"];
pub(crate) const PEOPLE: [&str; 3] = ["ines", "maria", "omar"];
pub(crate) const REGIONS: [&str; 3] = ["na", "emea", "apac"];
pub(crate) const RANKS: [&str; 5] = ["intern", "ic", "manager", "vp", "c_level"];
pub(crate) const STAGES: [&str; 4] = ["prospecting", "qualified", "won", "lost"];
pub(crate) const TEMPERS: [&str; 3] = ["positive", "neutral", "negative"];

impl World {
    /// A world with some of the fields that there could be.
    pub(crate) fn new(random: &mut Random) -> World {
        let account = Object { name: "Account", variable: "account", fields: account(random) };
        let contact = Object { name: "Contact", variable: "contact", fields: contact(random) };
        let opportunity =
            Object { name: "Opportunity", variable: "opportunity", fields: opportunity(random) };
        let mut objects = vec![account, contact, opportunity];
        for field in objects.iter_mut().flat_map(|object| &mut object.fields) {
            field.fresh = random.chance(4);
        }
        let actions = actions(random);
        // Only of what people endorse can a scope ask whether an agent writes it.
        let endorses = random.chance(30) || actions.iter().any(|action| action.leads_to == Some(LED_STAGE));
        World {
            objects,
            claim: vec![
                field("text", Kind::Text),
                optional("source", Kind::Text),
                field("weight", Kind::Number),
            ],
            actions,
            signals: signals(),
            endorses,
            watches: random.chance(20),
        }
    }

    pub(crate) fn object(&self, name: &str) -> &Object {
        self.objects.iter().find(|object| object.name == name).expect("only objects that exist are asked for")
    }

    pub(crate) fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.name == name)
    }

    /// Whether some action leads to this one.
    pub(crate) fn leads_to(&self, action: &str) -> bool {
        self.actions.iter().any(|other| other.leads_to == Some(action))
    }

    /// The vocabulary, as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        ROLES.iter().for_each(|role| writeln!(text, "role {role}").unwrap());
        text.push_str(
            "role on_call may halt everything, may halt enterprise, may halt tiny, may halt send_email\n",
        );
        text.push_str("\nteam emea_sdr\n\n");
        for (agent, team) in AGENTS.iter().zip(["emea_sdr", "emea_sdr", ""]) {
            let team = if team.is_empty() { String::new() } else { format!(" in {team}") };
            let shadow = if *agent == "enrichment" && self.watches { "shadow " } else { "" };
            writeln!(text, "{shadow}agent {agent}{team}").unwrap();
        }
        text.push_str(
            "\ncalendar office: mon to fri 09:00-12:00, mon to thu 13:00-18:00, sat 22:00-24:00 in \"Europe/Berlin\"\n\
             \nqueue new_domains owned by deliverability, reviewed within 2 days, otherwise stop\n\
             queue exceptions owned by revops\n\
             queue proposals owned by sdr_manager, reviewed within 1 day, otherwise is kept as a draft\n",
        );
        text.push_str(
            "\ncalendar office_hours: mon to fri 09:00-12:30, mon to thu 13:00-18:00 in \"Europe/Berlin\"\n",
        );
        text.push_str("calendar weekends: sat to sun 00:00-24:00\n");
        text.push_str("\nlist industries = \"banking\", \"insurance\", \"health care\"\n");
        text.push_str("list known_domains = \"acme.com\", \"example.org\"\n");
        write!(text, "\nrecord Claim\n{}", lines(&self.claim)).unwrap();
        for object in &self.objects {
            write!(text, "\nobject {}\n{}", object.name, lines(&object.fields)).unwrap();
            for line in object.derived() {
                // Whether it may be empty, its parts say.
                let of = type_of(&Field { optional: false, ..line.field });
                writeln!(text, "  {} : {of} = {}", line.field.name, line.says).unwrap();
            }
        }
        for action in &self.actions {
            write!(text, "\naction {} on {}\n", action.name, action.on()).unwrap();
            text.push_str(match action.name {
                "send_email" => "  cannot be undone\n",
                "enrich" => "  writes title\n",
                _ => "",
            });
            if let Some(led) = action.leads_to {
                writeln!(text, "  leads to {led}").unwrap();
            }
            for (word, fields) in [("takes", &action.takes), ("says", &action.says), ("knows", &action.knows)]
            {
                if !fields.is_empty() {
                    write!(
                        text,
                        "  {word}\n{}",
                        lines(fields).replace("\n  ", "\n    ").replacen("  ", "    ", 1)
                    )
                    .unwrap();
                }
            }
        }
        for signal in &self.signals {
            write!(text, "\nsignal {} about {}\n{}", signal.name, signal.about, lines(&signal.fields))
                .unwrap();
        }
        text
    }
}

fn lines(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("  {} : {}\n", field.name, type_of(field))).collect()
}

fn type_of(field: &Field) -> String {
    let kind = match &field.kind {
        // The same type, and not the same attributes.
        Kind::Number if field.name == "score_idea" => "like score".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Percent => "percent".to_owned(),
        Kind::Money => "money USD".to_owned(),
        Kind::YesNo => "yes/no".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Instant => "instant".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::Zone => "zone".to_owned(),
        Kind::Email => "email".to_owned(),
        Kind::Domain => "domain".to_owned(),
        Kind::Person => "person".to_owned(),
        Kind::OneOf(values) => format!("one of ({})", values.join(", ")),
        Kind::Claims => "list of Claim".to_owned(),
        Kind::Tags => "list of text".to_owned(),
        Kind::Object(name) => (*name).to_owned(),
    };
    let optional = if field.optional { ", optional" } else { "" };
    let fresh = if field.fresh { ", fresh within 1 hour" } else { "" };
    let external = if field.external { ", from external" } else { "" };
    format!("{kind}{optional}{external}{fresh}")
}

fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, optional: false, writable: false, fresh: false, external: false }
}

fn optional(name: &'static str, kind: Kind) -> Field {
    Field { optional: true, ..field(name, kind) }
}

fn maybe(name: &'static str, kind: Kind, random: &mut Random) -> Field {
    Field { optional: random.chance(35), ..field(name, kind) }
}

fn writable(name: &'static str, kind: Kind, random: &mut Random) -> Field {
    Field { writable: true, ..maybe(name, kind, random) }
}

fn account(random: &mut Random) -> Vec<Field> {
    vec![
        field("region", Kind::OneOf(&REGIONS)),
        maybe("domain", Kind::Domain, random),
        maybe("owner", Kind::Person, random),
        Field { external: random.chance(30), ..maybe("industry", Kind::Text, random) },
        maybe("employees", Kind::Number, random),
        maybe("arr", Kind::Money, random),
        maybe("frozen", Kind::YesNo, random),
        maybe("signed", Kind::Date, random),
    ]
}

fn contact(random: &mut Random) -> Vec<Field> {
    vec![
        field("legal_hold", Kind::YesNo),
        maybe("tags", Kind::Tags, random),
        maybe("email", Kind::Email, random),
        maybe("seniority", Kind::OneOf(&RANKS), random),
        Field { optional: random.chance(20), ..field("account", Kind::Object("Account")) },
        maybe("created", Kind::Instant, random),
        maybe("patience", Kind::Duration, random),
        maybe("zone", Kind::Zone, random),
        writable("title", Kind::Text, random),
        writable("score", Kind::Number, random),
        writable("stage", Kind::OneOf(&STAGES), random),
        Field { writable: true, ..optional("title_idea", Kind::Text) },
        Field { writable: true, ..optional("score_idea", Kind::Number) },
        Field { writable: true, ..optional("score_note", Kind::Number) },
    ]
}

fn opportunity(random: &mut Random) -> Vec<Field> {
    vec![
        field("account", Kind::Object("Account")),
        maybe("amount", Kind::Money, random),
        writable("discount", Kind::Percent, random),
        writable("phase", Kind::OneOf(&STAGES), random),
        maybe("owner", Kind::Person, random),
    ]
}

fn actions(random: &mut Random) -> Vec<Action> {
    let send_email = Action {
        name: "send_email",
        object: "Contact",
        second: None,
        leads_to: None,
        takes: vec![
            field("subject", Kind::Text),
            maybe("attachments", Kind::Number, random),
            maybe("topics", Kind::Tags, random),
        ],
        says: vec![
            maybe("reason", Kind::Text, random),
            field("confidence", Kind::Percent),
            maybe("claims", Kind::Claims, random),
        ],
        knows: vec![maybe("risk", Kind::Number, random)],
    };
    let enrich = Action {
        name: "enrich",
        object: "Contact",
        second: None,
        leads_to: led(random, &["send_email", "update Contact: score", "update Contact", LED_STAGE]),
        takes: vec![field("vendor", Kind::OneOf(&["clearbit", "apollo"]))],
        says: Vec::new(),
        knows: vec![maybe("cost", Kind::Money, random), field("trusted", Kind::YesNo)],
    };
    let plain = |name, object, second| Action {
        name,
        object,
        second,
        leads_to: None,
        takes: Vec::new(),
        says: Vec::new(),
        knows: Vec::new(),
    };
    let review = plain("review", "Account", None);
    let blend = Action {
        leads_to: led(random, &["merge Contact", "enrich", "read Contact: title"]),
        ..plain("blend", "Contact", Some("Contact"))
    };
    let assign = Action {
        leads_to: led(random, &["send_email", "update Opportunity: discount"]),
        ..plain("assign", "Opportunity", Some("Contact"))
    };
    vec![send_email, enrich, review, blend, assign]
}

fn led(random: &mut Random, to: &[&'static str]) -> Option<&'static str> {
    if random.chance(30) { Some(*random.pick(to)) } else { None }
}

fn signals() -> Vec<Signal> {
    vec![
        Signal {
            name: "replied",
            about: "Contact",
            fields: vec![optional("sentiment", Kind::OneOf(&TEMPERS)), field("automatic", Kind::YesNo)],
        },
        Signal {
            name: "bounced",
            about: "Contact",
            fields: vec![field("kind", Kind::OneOf(&["hard", "soft"]))],
        },
        Signal { name: "churned", about: "Account", fields: Vec::new() },
    ]
}
