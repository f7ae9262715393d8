//! The charter of the language page, decided by the reference interpreter case by case.

use charter_tests::reference::{Charter, Settings, decide_under, read};
use serde_json::{Value as Json, json};

const CHARTER: &str = include_str!("examples/outbound.charter");

fn charter() -> Charter {
    let settings = Settings {
        name: "outbound".to_owned(),
        version: "1".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        enforced: true,
        environments: Vec::new(),
        files: std::collections::BTreeMap::new(),
    };
    read(&[CHARTER], settings).expect("the example is understood")
}

fn objects() -> Json {
    json!({
        "Account": {"acme": {"domain": "acme.com", "owner": "ines", "region": "emea", "industry": "banking", "employees": 40, "arr": null}},
        "Contact": {"jane": {
            "email": "jane@acme.com", "title": "Engineer", "seniority": "ic", "account": "acme", "legal_hold": false, "lifecycle": "lead",
            "lifecycle_suggestion": null,
        }},
        "Opportunity": {"deal": {"account": "acme", "stage": "qualified", "amount": {"amount": 9, "currency": "USD"}, "discount": "1%"}},
    })
}

fn sent(at: &str) -> Json {
    json!({"at": at, "did": "send_email", "agent": "outreach", "target": "jane", "id": at, "facts": {"objects": objects()}})
}

fn email() -> Json {
    json!({
        "at": "2026-03-09T09:00:00Z",
        "request": {
            "id": "r1", "action": "send_email", "target": "jane",
            "takes": {"subject": "Hello", "body": "…", "attachments": 0}, "says": {"claims": []},
        },
        "host": {"agent": "outreach", "objects": objects()},
        "ledger": [sent("2026-03-02T09:00:00Z")],
    })
}

fn update(new: Json) -> Json {
    json!({
        "at": "2026-03-09T09:00:00Z",
        "request": {"id": "r1", "action": "update Opportunity", "target": "deal", "new": new},
        "host": {"agent": "deal_desk", "objects": objects()},
    })
}

/// The outcome, and the rules that decided.
fn decided(case: &Json) -> String {
    let decision = decide_under(&charter(), b"nobody", case).expect("the case is understood");
    let rules = decision["rules"].as_array().unwrap();
    let deciding: Vec<&str> = rules
        .iter()
        .filter(|rule| rule["deciding"] == true)
        .filter_map(|rule| rule["rule"].as_str())
        .collect();
    format!("{} ({})", decision["outcome"].as_str().unwrap(), deciding.join(", "))
}

#[test]
fn an_email_to_somebody_known_goes_ahead() {
    assert_eq!(decided(&email()), "execute ()");
}

#[test]
fn the_first_email_to_an_account_is_read_by_a_person() {
    let mut case = email();
    case["ledger"] = json!([]);
    assert_eq!(decided(&case), "approve (first_touch)");
}

#[test]
fn outside_every_scope_nothing_happens() {
    let mut case = email();
    case["host"]["objects"]["Account"]["acme"]["region"] = json!("na");
    assert_eq!(decided(&case), "stop ()");
    case["host"]["objects"]["Account"]["acme"].as_object_mut().unwrap().remove("region");
    let decision = decide_under(&charter(), b"", &case).unwrap();
    assert_eq!(
        decision["doubted"],
        json!([{"scope": "outreach_emea", "unknown": ["contact.account.region"]}])
    );
}

#[test]
fn what_is_unknown_counts_against_the_agent() {
    let mut case = email();
    case["host"]["objects"]["Contact"]["jane"].as_object_mut().unwrap().remove("seniority");
    assert_eq!(decided(&case), "approve (executives)");
    case["host"]["objects"]["Account"]["acme"].as_object_mut().unwrap().remove("owner");
    assert_eq!(
        decided(&case),
        "stop (executives)",
        "nobody can discharge what an unknown person has to approve"
    );
}

#[test]
fn someone_who_unsubscribed_gets_no_more() {
    let mut case = email();
    let unsubscribed =
        json!({"at": "2026-03-03T09:00:00Z", "signal": "unsubscribed", "about": "jane", "id": "s1"});
    case["ledger"].as_array_mut().unwrap().push(unsubscribed);
    assert_eq!(decided(&case), "stop (unsubscribed)");
}

#[test]
fn a_reply_stops_until_it_is_released_and_an_automatic_one_does_not() {
    let reply = |automatic: Json| json!({"at": "2026-03-03T09:00:00Z", "signal": "replied", "about": "jane", "id": "s1", "fields": {"automatic": automatic}});
    let mut case = email();
    case["ledger"] = json!([sent("2026-03-02T09:00:00Z"), reply(json!(true))]);
    assert_eq!(decided(&case), "execute ()");
    case["ledger"] = json!([sent("2026-03-02T09:00:00Z"), reply(json!(false))]);
    assert_eq!(decided(&case), "stop (replied)");
    let released = |role: &str| json!({"at": "2026-03-03T10:00:00Z", "release": "replied", "about": "jane", "by": "maria", "role": role});
    case["ledger"] = json!([sent("2026-03-02T09:00:00Z"), reply(Json::Null), released("revops")]);
    assert_eq!(decided(&case), "stop (replied)", "another role lifts nothing");
    case["ledger"] = json!([sent("2026-03-02T09:00:00Z"), reply(Json::Null), released("sdr_manager")]);
    assert_eq!(decided(&case), "execute ()");
}

#[test]
fn a_window_is_half_open() {
    let mut case = email();
    case["ledger"] =
        json!([sent("2026-03-02T09:00:00Z"), sent("2026-03-03T09:00:00Z"), sent("2026-03-04T09:00:00Z")]);
    assert_eq!(decided(&case), "execute ()", "seven days ago to the nanosecond is out of the window");
    case["ledger"][0] = sent("2026-03-02T09:00:00.000000001Z");
    assert_eq!(decided(&case), "stop (weekly_touches)");
}

#[test]
fn every_claim_needs_a_source() {
    let mut case = email();
    case["request"]["says"]["claims"] =
        json!([{"text": "a", "source": "https://a"}, {"text": "b", "source": null}]);
    assert_eq!(decided(&case), "stop (receipts)");
    case["request"]["says"]["claims"] = json!([{"text": "a", "source": "https://a"}]);
    assert_eq!(decided(&case), "execute ()");
    case["request"].as_object_mut().unwrap().remove("says");
    assert_eq!(decided(&case), "stop (receipts)", "an unknown list is any list");
}

#[test]
fn a_deep_discount_is_looked_up() {
    assert_eq!(decided(&update(json!({"discount": "5%"}))), "execute ()");
    assert_eq!(decided(&update(json!({"discount": "5.1%"}))), "approve (deep_discount)");
    let decision = decide_under(&charter(), b"", &update(json!({"discount": "6%"}))).unwrap();
    let steps = json!([{"all": [{"person": "ines"}]}, {"all": [{"role": "revops", "count": 1}]}]);
    assert_eq!(decision["owed"], json!([{"rule": "deep_discount", "steps": steps}]));
}

#[test]
fn an_update_is_as_strict_as_its_strictest_field() {
    let case = update(json!({"discount": "1%", "amount": {"amount": 1, "currency": "USD"}}));
    let decision = decide_under(&charter(), b"", &case).unwrap();
    assert_eq!(decision["fields"], json!({"discount": "execute", "amount": "stop"}));
    assert_eq!(decision["outcome"], "stop");
}

#[test]
fn a_request_may_not_say_what_is_the_hosts() {
    let mut case = email();
    case["request"]["now"] = json!("2026-03-09T09:00:00Z");
    assert!(decide_under(&charter(), b"", &case).is_err());
}
