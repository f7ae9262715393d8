//! The sentence of a rule, beside what the rule is on.

use super::action::Touched;
use super::checker::Checker;
use charter_grammar::ast::{self, HasTitle};

impl Checker<'_> {
    /// A sentence that names another action than those that the rule is on was written for another rule.
    pub(super) fn judge_sentence(&mut self, rule: &ast::Rule, touched: &[Touched]) {
        let Some(title) = rule.title() else { return };
        let said = words(&title.value());
        let on: Vec<&str> =
            touched.iter().filter_map(|it| self.action(it.action)).map(|it| it.name.as_str()).collect();
        if on.iter().any(|action| speaks_of(&said, action) || led_to(self, action, &said)) {
            return;
        }
        let others = self.vocabulary.actions.iter().map(|action| action.name.as_str());
        let named = others.filter(|action| action.contains('_')).find(|action| speaks_of(&said, action));
        if let (Some(named), Some(action)) = (named, on.first()) {
            let at = self.at(&title);
            self.report.sentence_of_another(at, named, action);
        }
    }
}

/// Whether what an action leads to is named: a rule on the cause may well speak of what follows.
fn led_to(checker: &Checker<'_>, action: &str, said: &[String]) -> bool {
    let schema = checker.schema();
    let declared = schema.actions.iter().find(|known| known.name == action);
    let led_to = declared.into_iter().flat_map(|action| &action.leads_to);
    led_to
        .filter_map(|led_to| schema.actions.get(led_to.action.index()))
        .any(|action| speaks_of(said, &action.name))
}

/// The words of a sentence, in small letters and without what inflects them.
fn words(sentence: &str) -> Vec<String> {
    let words = sentence.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| stem(&word.to_lowercase())).collect()
}

fn stem(word: &str) -> String {
    let stripped = ["ing", "ed", "es", "s"].iter().find_map(|ending| word.strip_suffix(ending));
    let long_enough = stripped.filter(|stem| stem.chars().count() > 2);
    long_enough.unwrap_or(word).trim_end_matches('e').to_owned()
}

/// Whether the words of an action's name stand in a sentence, one after the other.
fn speaks_of(said: &[String], action: &str) -> bool {
    let name = words(action);
    !name.is_empty() && said.windows(name.len()).any(|window| window == name.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaks(sentence: &str, action: &str) -> bool {
        speaks_of(&words(sentence), action)
    }

    #[test]
    fn an_action_is_spoken_of_in_any_form() {
        assert!(speaks("Nobody sends emails on Sundays", "send_email"));
        assert!(speaks("`send_email` waits", "send_email"));
        assert!(speaks("Closing deals is for people", "close_deal"));
        assert!(!speaks("Email is sent by people", "send_email"));
    }
}
