//! E03xx: types, currencies and units.

use super::Report;
use super::code::codes;
use crate::db::Span;
use charter_runtime::schema::Currency;

codes! {
    /// Two values are compared that are of different types.
    E0301 type_mismatch, since "0.1";
    /// An order is asked of values that have none.
    E0302 no_order, since "0.1";
    /// A number stands where a percent is meant.
    E0303 percent_expected, since "0.1";
    /// A number stands where an amount of money is meant.
    E0304 currency_expected, since "0.1";
    /// A text that is compared with addresses or domains is none.
    E0306 not_an_address, since "0.1";
    /// A word stands where a text in quotes is meant.
    E0307 quotes_missing, since "0.1";
    /// A value is written that is not exact, too large, or not there.
    E0308 misfit_literal, since "0.1";
    /// A test stands where a value is meant.
    E0309 not_a_value, since "0.1";
    /// A value stands where a test is meant.
    E0310 not_a_condition, since "0.1";
    /// A path that is not yes or no stands where a test is meant.
    E0311 not_yes_or_no, since "0.1";
    /// Two currencies meet in one comparison.
    E0312 currency_mismatch, since "0.1";
    /// Two values that are written out are compared.
    E0313 nothing_to_compare, since "0.1";
    /// Two values are added or subtracted that cannot be.
    E0314 cannot_add, since "0.1";
    /// Two values are multiplied that cannot be.
    E0315 cannot_multiply, since "0.1";
    /// Elements are asked of what is no list.
    E0316 not_a_list, since "0.1";
    /// A list has an entry that the value looked up in it can never be.
    E0317 list_entry_misfit, since "0.1";
    /// A pattern after `matches` is not a regular expression.
    E0318 bad_pattern, since "0.1";
    /// A text test looks for nothing.
    E0319 empty_text, since "0.1";
    /// A table is looked up by more or fewer facts than it has.
    E0320 wrong_number_of_facts, since "0.1";
    /// A row of a table is longer or shorter than its first one.
    E0321 uneven_row, since "0.1";
    /// A table does not say what holds for every value that it can be looked up by.
    E0322 table_with_a_hole, since "0.1";
    /// What is to be added up is no amount.
    E0323 not_an_amount, since "0.1";
    /// A cell has several values, and one is compared.
    E0324 several_in_a_cell, since "0.1";
    /// Lists or records are compared as wholes.
    E0325 compared_as_a_whole, since "0.1";
    /// A text test looks for what is not written out.
    E0326 no_fixed_text, since "0.1";
    /// What is known only when it is decided stands where a value is written out.
    E0327 not_written_out, since "0.1";
    /// Several values stand where one is meant.
    E0328 several_for_one, since "0.1";
    /// A rule for people asks which agent it is.
    E0360 people_are_no_agents, since "0.1";
    /// A field is asked whether it is empty, and it never is.
    W0301 never_empty, since "0.1";
}

impl Report {
    /// One side is `left`, and the other, at `at`, is `right`.
    pub fn type_mismatch(&mut self, at: Span, left: &str, right: &str) {
        self.add(E0301, at, format!("cannot compare {left} with {right}"))
            .label(at, format!("this is {right}"))
            .help(format!("write {left} here, or compare another field"));
    }

    /// `what` has no order.
    pub fn no_order(&mut self, at: Span, what: &str) {
        self.add(E0302, at, format!("{what} is not more or less than another one"))
            .label(at, "this has no order")
            .help("use `is`, `is not` or `is in`");
    }

    /// `what` is compared with a bare number.
    pub fn percent_expected(&mut self, at: Span, what: &str) {
        self.add(E0303, at, format!("cannot compare {what} with a bare number"))
            .label(at, "a number, without `%`")
            .help("write `%` after it: `5%`")
            .fix("write `%`", at.end(), "%");
    }

    /// An amount in `currency` is compared with a bare number.
    pub fn currency_expected(&mut self, at: Span, currency: Currency) {
        self.add(E0304, at, "cannot compare an amount of money with a bare number")
            .label(at, "a number, without its currency")
            .help(format!("write the currency after it: `{currency}`"))
            .fix(format!("write `{currency}`"), at.end(), format!(" {currency}"));
    }

    /// `text` is not `what`, such as `example`.
    pub fn not_an_address(&mut self, at: Span, text: &str, what: &str, example: &str) {
        self.add(E0306, at, format!("`{text}` is not {what}"))
            .label(at, "no value is ever this")
            .help(format!("write {what} in quotes, such as \"{example}\""));
    }

    /// `is missing`, where `meant` asks that.
    pub fn state_meant(&mut self, at: Span, word: &str, meant: &str) {
        self.add(E0307, at, format!("`{word}` is a word where a text is meant"))
            .label(at, "without quotes this is a name")
            .help(format!(
                "if you ask whether there is a value, write `{meant}`; if it is the text, put it in quotes"
            ));
    }

    /// `word` is compared with `what`, which is an object: nothing is known of it but its fields.
    pub fn word_for_object(&mut self, at: Span, word: &str, what: &str, meant: Option<&str>) {
        let found = self.add(E0307, at, format!("`{word}` is a word where an object is meant"));
        found.label(at, format!("the other side is {what}"));
        match meant {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("compare one of its fields, or write the id that it has, in quotes"),
        };
    }

    /// `word` is compared with texts.
    pub fn quotes_missing(&mut self, at: Span, word: &str) {
        self.add(E0307, at, format!("`{word}` is a word where a text is meant"))
            .label(at, "without quotes this is a name")
            .help("put it in quotes")
            .fix(format!("write \"{word}\""), at, format!("\"{word}\""));
    }

    /// `written` cannot be used as it is.
    pub fn misfit_literal(&mut self, at: Span, written: &str) {
        self.add(E0308, at, format!("`{written}` is not a value that can be counted with"))
            .label(at, "too large, too exact, or not there")
            .help("numbers have at most nine decimal places; days have to be in the calendar; counts are whole and above zero");
    }

    /// A test where a value is meant.
    pub fn not_a_value(&mut self, at: Span) {
        self.add(E0309, at, "a test cannot be compared")
            .label(at, "this is true or not, and has no value")
            .help("compare a path, a figure or a value; join tests with `and` and `or`");
    }

    /// A value where a test is meant.
    pub fn not_a_condition(&mut self, at: Span) {
        self.add(E0310, at, "a value alone is not a test")
            .label(at, "what of it?")
            .help("say what it is compared with: `is`, `is in`, `<`, `>`, `is given`");
    }

    /// `status is open or paid`: `value` is joined to a test, and `meant` says what that would be.
    pub fn values_joined(&mut self, at: Span, value: &str, meant: &str) {
        self.add(E0310, at, format!("`{value}` alone is not a test"))
            .label(at, "`or` joins whole tests")
            .help(format!("write `{meant}`"))
            .fix(format!("write `{meant}`"), at, meant);
    }

    /// `path` is `what`, and not yes or no.
    pub fn not_yes_or_no(&mut self, at: Span, path: &str, what: &str) {
        self.add(E0311, at, format!("`{path}` is not yes or no, but {what}"))
            .label(at, "what of it?")
            .help("say what it is compared with: `is`, `is in`, `<`, `>`, `is given`");
    }

    /// One side is in `left`, the other, at `at`, in `right`.
    pub fn currency_mismatch(&mut self, at: Span, left: Currency, right: Currency) {
        self.add(E0312, at, format!("cannot compare {left} with {right}"))
            .label(at, format!("this side is in {right}"))
            .help(format!("write the amount in {left}, or declare the field in {right}"));
    }

    /// Both sides are written out.
    pub fn nothing_to_compare(&mut self, at: Span) {
        self.add(E0313, at, "this comparison always comes out the same")
            .label(at, "both sides are written out")
            .help("write a path on one side");
    }

    /// `left` and `right` have no sum or difference.
    pub fn cannot_add(&mut self, at: Span, left: &str, right: &str) {
        self.add(E0314, at, format!("cannot add or subtract {left} and {right}"))
            .label(at, format!("this is {right}"))
            .help("both have to be of one type and currency; to a point in time one adds a length of time");
    }

    /// `left` and `right` have no product.
    pub fn cannot_multiply(&mut self, at: Span, left: &str, right: &str) {
        self.add(E0315, at, format!("cannot multiply {left} and {right}"))
            .label(at, format!("this is {right}"))
            .help("one of them has to be a number or a percent");
    }

    /// `path` is `what`, and not a list.
    pub fn not_a_list(&mut self, at: Span, path: &str, what: &str) {
        self.add(E0316, at, format!("`{path}` is not a list, but {what}"))
            .label(at, "this has no elements")
            .help("ask it directly, without `any`, `every` or `no`");
    }

    /// The list has `entry`, and the value is `what`.
    pub fn list_entry_misfit(&mut self, at: Span, list: &str, entry: &str, what: &str) {
        self.add(E0317, at, format!("`{list}` has the entry `{entry}`, which is never {what}"))
            .label(at, "this list")
            .help("take the entry away, or look up a field of the list's type");
    }

    /// `why`, in the words of the library that reads it.
    pub fn bad_pattern(&mut self, at: Span, why: &str) {
        self.add(E0318, at, "this is not a pattern").label(at, why).help(
            "look-around and back-references are left out, so that every pattern is quick on every text",
        );
    }

    /// `matches "[0-9]+"`: `pattern` is in quotes.
    pub fn pattern_in_quotes(&mut self, at: Span, pattern: &str) {
        let meant = format!("/{}/", pattern.replace('/', "\\/"));
        self.add(E0318, at, "a pattern stands between slashes, and not in quotes")
            .label(at, "a text, letter by letter")
            .help(format!("write `{meant}`"))
            .fix(format!("write `{meant}`"), at, meant);
    }

    /// `contains ""`.
    pub fn empty_text(&mut self, at: Span) {
        self.add(E0319, at, "every text has the empty text in it")
            .label(at, "this is empty")
            .help("write the text to look for between the quotes, or ask `is given`");
    }

    /// The table is looked up by `wanted` facts, and `found` are given.
    pub fn wrong_number_of_facts(&mut self, at: Span, table: &str, wanted: usize, found: usize) {
        self.add(E0320, at, format!("`{table}` is looked up by {wanted} facts, not {found}"))
            .label(at, format!("{found} facts"))
            .help("give one path for each fact after `by` in the table, in that order");
    }

    /// The first row has `wanted` cells, and this one `found`.
    pub fn uneven_row(&mut self, at: Span, wanted: usize, found: usize) {
        self.add(E0321, at, format!("this row has {found} cells, and the table has {wanted} columns"))
            .label(at, "cells are missing, or too many")
            .help("give each column one cell between bars");
    }

    /// No row speaks of some values: `hole` is one of them, in words.
    pub fn table_without(&mut self, at: Span, hole: &str) {
        let which = if hole.is_empty() { "for every value".to_owned() } else { format!("where {hole}") };
        self.add(E0322, at, format!("this table does not say what holds {which}"))
            .label(at, "and otherwise?")
            .help("add a row for it, or a last row or column `otherwise`");
    }

    /// Nothing says what holds where no label fits.
    pub fn table_with_a_hole(&mut self, at: Span) {
        self.add(E0322, at, "this table does not say what holds for every value")
            .label(at, "and otherwise?")
            .help("fill the cell, or add a last row or column `otherwise`");
    }

    /// What is to be added up is `what`.
    pub fn not_an_amount(&mut self, at: Span, what: &str) {
        self.add(E0323, at, format!("cannot add up {what}"))
            .label(at, "no amount")
            .help("numbers, percents and money can be added up");
    }

    /// The cell is a list.
    pub fn several_in_a_cell(&mut self, at: Span) {
        self.add(E0324, at, "this cell has several values, and one is asked for")
            .label(at, "which of them?")
            .help("ask `is in` the look-up, which is about all values of the cell; or leave one value in it");
    }

    /// `request.tags is order.tags`
    pub fn compared_as_a_whole(&mut self, at: Span) {
        self.add(E0325, at, "lists and records are not compared as wholes")
            .label(at, "not one value")
            .help("ask about the elements of a list, `any tag in request.tags: (…)`, `every`, `no`, `contains`; of a record, compare its fields");
    }

    /// `written` is a path or a look-up.
    pub fn not_written_out(&mut self, at: Span, written: &str) {
        self.add(
            E0327,
            at,
            format!("a value is written out here, and `{written}` is known only when it is decided"),
        )
        .label(at, "no value yet")
        .help("write the value itself; a text stands in quotes");
    }

    /// A list or a record, where one value is meant.
    pub fn several_for_one(&mut self, at: Span) {
        self.add(E0328, at, "one value is meant here, and this is several")
            .label(at, "several values")
            .help("write one of them");
    }

    /// `subject contains order.note`
    pub fn no_fixed_text(&mut self, at: Span, written: &str) {
        self.add(E0326, at, format!("a text test looks for a text in quotes, and not for `{written}`"))
            .label(at, "this is known only when it is decided")
            .help("write the text itself, or several in brackets, or the name of a list; to ask whether two values are the same, write `is`");
    }

    /// `agent`, where a person may ask.
    pub fn people_are_no_agents(&mut self, at: Span) {
        self.add(E0360, at, "a rule for people cannot ask which agent it is")
            .label(at, "a person who asks is no agent")
            .help("write `principal` for the person who asks, or say it of agents in a rule of its own");
    }

    /// `path` is not optional.
    pub fn never_empty(&mut self, at: Span, path: &str) {
        self.add(W0301, at, format!("`{path}` is never empty"))
            .label(at, "not declared `optional`")
            .help("declare the field `optional`, or ask `is known`, which is another question");
    }
}
