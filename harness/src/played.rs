//! What came of scenarios, as data.

use crate::expect::Difference;
use charter_runtime::decide::Decision;
use serde::Serialize;

/// All scenarios of a project, played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// The scenarios, in the order in which they were given.
    pub scenarios: Vec<PlayedScenario>,
    /// How many came out as expected.
    pub summary: Summary,
}

/// How many scenarios and steps came out as expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Scenarios all of whose steps came out as expected.
    pub passed: usize,
    /// The others.
    pub failed: usize,
    /// Steps, of all scenarios.
    pub steps: usize,
    /// Steps of which something was expected.
    pub expectations: usize,
}

/// One scenario, played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlayedScenario {
    /// The sentence that names it.
    pub name: String,
    /// The file, relative to the project.
    pub file: String,
    /// The line of its name, from one.
    pub line: u32,
    /// Its steps, in order.
    pub steps: Vec<PlayedStep>,
}

impl PlayedScenario {
    /// Whether every step came out as expected.
    pub fn passed(&self) -> bool {
        self.steps.iter().all(|step| !step.verdict.failed())
    }
}

/// One step, played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlayedStep {
    /// When: RFC 3339, in the project's zone.
    pub at: String,
    /// The line, from one.
    pub line: u32,
    /// What was asked or happened: `outreach send_email to jane`.
    pub asked: String,
    /// What became of it, as people read it; absent for what is not decided about, such as signals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The decision, with its reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What became of each request of a batch that was approved or refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub batch: Vec<InBatch>,
    /// Why the engine would not do as it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether it came out as expected.
    pub verdict: Verdict,
}

/// What became of one request of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InBatch {
    /// The step that asked for it, from zero.
    pub step: usize,
    /// What became of it, as people read it.
    pub outcome: String,
    /// Whether it was carried out.
    pub carried_out: bool,
}

/// Whether a step came out as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "differences")]
pub enum Verdict {
    /// Nothing was expected, and nothing went wrong.
    Unsaid,
    /// As expected.
    Met,
    /// Otherwise than expected.
    NotMet(Vec<Difference>),
    /// Nothing was expected, and the engine would not do as it was asked.
    Failed,
}

impl Verdict {
    /// Whether the scenario fails for it.
    pub fn failed(&self) -> bool {
        match self {
            Verdict::Unsaid | Verdict::Met => false,
            Verdict::NotMet(_) | Verdict::Failed => true,
        }
    }
}

impl Summary {
    /// The summary of some scenarios.
    pub(crate) fn of(scenarios: &[PlayedScenario]) -> Summary {
        let passed = scenarios.iter().filter(|scenario| scenario.passed()).count();
        let steps = || scenarios.iter().flat_map(|scenario| &scenario.steps);
        let expected = |step: &&PlayedStep| matches!(step.verdict, Verdict::Met | Verdict::NotMet(_));
        Summary {
            passed,
            failed: scenarios.len() - passed,
            steps: steps().count(),
            expectations: steps().filter(expected).count(),
        }
    }
}
